import { describe, expect, it } from 'vitest';
import { TransportError } from '../../../../src/errors/transport-error.ts';
import type { Pcsc, PcscCard, PcscDisposition, PcscMode } from '../../../../src/transport/pcsc/pcsc.ts';
import type { PcscCode } from '../../../../src/transport/pcsc/pcsc-code.ts';
import { PcscError } from '../../../../src/transport/pcsc/pcsc-error.ts';
import { openPcscPort } from '../../../../src/transport/pcsc/pcsc-port.ts';

const OK = Uint8Array.of(0x90, 0x00);
const APDU = Uint8Array.of(0, 0xa4, 4, 0);

/** A service of a few lines that tells what was asked of it. */
class LittlePcsc implements Pcsc {
  readonly binding = 'pcsc-mini';
  readonly calls: string[] = [];
  answer: () => Promise<Uint8Array> = async () => OK;
  refuses: PcscCode | undefined;

  async readers(): Promise<never[]> {
    return [];
  }

  async connect(reader: string, mode: PcscMode): Promise<PcscCard> {
    this.calls.push(`connect ${mode}`);
    if (this.refuses !== undefined) throw new PcscError('nfc:', 'open', this.refuses);
    return {
      reader,
      transmit: () => this.answer(),
      begin: async () => {
        this.calls.push('begin');
      },
      end: async () => {
        this.calls.push('end');
      },
      disconnect: async (then: PcscDisposition) => {
        this.calls.push(`disconnect ${then}`);
      },
    };
  }

  async close(): Promise<void> {
    this.calls.push('close');
  }
}

describe('openPcscPort', () => {
  it('keeps the card for itself and leaves it reset', async () => {
    const pcsc = new LittlePcsc();
    const port = await openPcscPort({ pcsc, reader: 'R' });
    expect(await port.transmit(APDU)).toEqual(OK);
    await port.close();
    expect(pcsc.calls).toEqual(['connect exclusive', 'disconnect reset']);
    await expect(port.transmit(APDU)).rejects.toMatchObject({ phase: 'closed' });
  });

  it('shares the card within a transaction and leaves it as it is', async () => {
    const pcsc = new LittlePcsc();
    const port = await openPcscPort({ pcsc, reader: 'R', mode: 'shared' });
    await port.close();
    expect(pcsc.calls).toEqual(['connect shared', 'begin', 'end', 'disconnect leave']);
  });

  it('cuts power', async () => {
    const pcsc = new LittlePcsc();
    const port = await openPcscPort({ pcsc, reader: 'R' });
    await port.powerCycle();
    expect(pcsc.calls).toEqual(['connect exclusive', 'disconnect unpower', 'connect exclusive']);
    await port.close();
  });

  it('tells that the card was removed, and connects anew for the next APDU', async () => {
    const pcsc = new LittlePcsc();
    const port = await openPcscPort({ pcsc, reader: 'R' });
    pcsc.answer = async () => {
      throw new PcscError('nfc:', 'send', 'card-removed');
    };
    await expect(port.transmit(APDU)).rejects.toMatchObject({ code: 'card-removed', reason: 'gone' });
    pcsc.answer = async () => OK;
    pcsc.refuses = 'no-service';
    await expect(port.transmit(APDU)).rejects.toMatchObject({ code: 'no-service', reason: 'refused' });
    pcsc.refuses = undefined;
    expect(await port.transmit(APDU)).toEqual(OK);
    await port.close();
  });

  it('tells of a card that says nothing, and does not speak to it before it has spoken', async () => {
    const pcsc = new LittlePcsc();
    const port = await openPcscPort({ pcsc, reader: 'R' });
    let speak: (answer: Uint8Array) => void = () => undefined;
    pcsc.answer = () =>
      new Promise((resolve) => {
        speak = resolve;
      });
    await expect(port.transmit(APDU, 1)).rejects.toMatchObject({ reason: 'silence', phase: 'receive' });
    await expect(port.transmit(APDU)).rejects.toMatchObject({ reason: 'silence', phase: 'send' });
    speak(OK);
    pcsc.answer = async () => OK;
    await new Promise((resolve) => setImmediate(resolve));
    expect(await port.transmit(APDU)).toEqual(OK);
    await port.close();
  });

  it('names the likely holders of a card that another program has', async () => {
    const pcsc = new LittlePcsc();
    pcsc.refuses = 'sharing-violation';
    const opening = openPcscPort({ pcsc, reader: 'R' });
    await expect(opening).rejects.toBeInstanceOf(TransportError);
    await expect(opening).rejects.toThrow(/scdaemon/);
  });
});
