import { describe, expect, it } from 'vitest';
import { answerToReset } from '../../../simulators/backends/atr.ts';
import { connectVpcd, type VpcdCard } from '../../../simulators/backends/vpcd.ts';
import { CardEndpoint } from '../../../simulators/endpoints/card-endpoint.ts';
import { cardProfile } from '../../../simulators/endpoints/card-profile.ts';
import { systemEnv } from '../../../src/env/system.ts';
import { type CardLinkOptions, openCardLink } from '../../../src/transport/card/card-link.ts';
import { openFittingCardLink } from '../../../src/transport/card/fitting-link.ts';
import { openPcsc } from '../../../src/transport/pcsc/open-pcsc.ts';
import { type Pcsc, pcscBindings } from '../../../src/transport/pcsc/pcsc.ts';
import { openPcscPort, type PcscPortOptions } from '../../../src/transport/pcsc/pcsc-port.ts';
import type { CardPort } from '../../../src/transport/ports.ts';
import { type Kind, linkContract, parts } from '../../contract/link-contract.ts';
import { fakeCommand } from '../../unit/simulators/endpoints/fake-responder.ts';

/** The reader, reached over the loopback address on which acknowledgements are not delayed. */
const READER = { host: process.env['VPCD_HOST'] ?? '127.0.0.1', port: 35_963 };
const NAME = 'Virtual PCD 00 00';

const chosen = pcscBindings.find((binding) => binding === process.env['TOUCHSTONE_PCSC']);
if (chosen === undefined) throw new TypeError('TOUCHSTONE_PCSC: expected a binding');

async function inserted(profile: Parameters<typeof cardProfile>[0] = {}): Promise<{
  slot: VpcdCard;
  person: ReturnType<typeof parts>['person'];
  responder: ReturnType<typeof parts>['responder'];
}> {
  const { responder, person } = parts();
  const whole = cardProfile(profile);
  const card = new CardEndpoint({ responder, presence: person, profile: whole });
  const slot = await connectVpcd({ card, env: systemEnv, atr: answerToReset(whole, 'contactless'), ...READER });
  return { slot, person, responder };
}

/** pcscd looks into its virtual readers a few times a second. */
async function seen(pcsc: Pcsc, card: 'present' | 'none'): Promise<void> {
  for (;;) {
    const reader = (await pcsc.readers()).find(({ name }) => name === NAME);
    if (reader?.card === card) return;
  }
}

async function opened(
  options: Partial<PcscPortOptions> = {},
): Promise<{ pcsc: Pcsc; open: () => Promise<PortThatCycles> }> {
  const pcsc = await openPcsc('nfc:', chosen);
  await seen(pcsc, 'present');
  return { pcsc, open: () => openPcscPort({ pcsc, reader: NAME, ...options }) };
}

type PortThatCycles = CardPort & { powerCycle(): Promise<void> };

function pcsc(what: string, options: CardLinkOptions, profile: Parameters<typeof cardProfile>[0] = {}): Kind {
  return {
    name: `card behind pcscd, ${chosen}, ${what}`,
    tellsWaits: options.polls ?? true,
    le: profile.form === 'short' ? '00' : '000000',
    isVirtual: false,
    open: async () => {
      const { slot, person, responder } = await inserted(profile);
      const { pcsc: service, open } = await opened();
      const port = await open();
      // power that came with the card is not what the suite counts
      responder.powerCycles = 0;
      const link = await openCardLink(port, systemEnv, { silenceMs: 30_000, pollMs: 5, ...options });
      const close = async (): Promise<void> => {
        await link.close();
        await slot.close();
        await seen(service, 'none');
        await service.close();
      };
      return { link, responder, person, powerCycle: () => port.powerCycle(), close };
    },
  };
}

linkContract([
  pcsc('extended', {}),
  pcsc('short', { form: 'short', chunkLength: 200 }, { form: 'short', chunkLength: 128 }),
  pcsc('without polling', { polls: false }),
]);

describe(`PC/SC over ${chosen}`, () => {
  it('keeps a card for itself, and names who may have it', async () => {
    const { slot } = await inserted();
    const { pcsc: service, open } = await opened();
    const port = await open();
    const other = await openPcsc('nfc:', chosen);
    const readers = await other.readers();
    expect(readers.find(({ name }) => name === NAME)).toEqual({ name: NAME, card: 'present', inUse: 'exclusive' });
    await expect(openPcscPort({ pcsc: other, reader: NAME })).rejects.toMatchObject({
      code: 'sharing-violation',
      message: expect.stringContaining('scdaemon'),
    });
    await port.close();
    const shared = await openPcscPort({ pcsc: other, reader: NAME, mode: 'shared' });
    expect((await shared.transmit(Uint8Array.of(0, 0xb0, 0, 0))).length).toBe(2);
    // refused at once, or, where the binding has transactions, not let in before the other's has ended
    await expect(openPcscPort({ pcsc: service, reader: NAME })).rejects.toThrow(/scdaemon/);
    await shared.close();
    await other.close();
    await slot.close();
    await seen(service, 'none');
    await service.close();
  });

  it('tells that the card was taken away, and speaks to it when it is back', async () => {
    const { slot, person } = await inserted();
    const { pcsc: service, open } = await opened();
    const port = await open();
    const link = await openCardLink(port, systemEnv);
    person.manner = 'waiting';
    const told = expect(
      link.ctap2(Uint8Array.of(fakeCommand.touch), { onKeepalive: () => void slot.close() }),
    ).rejects.toMatchObject({ name: 'TransportError' });
    await told;
    const again = await inserted();
    for (let tries = 0; tries < 100; tries += 1) {
      const isBack = await link.reopen().then(
        () => true,
        () => false,
      );
      if (isBack) break;
      await systemEnv.clock.sleep(100);
    }
    expect((await link.ctap2(Uint8Array.of(fakeCommand.info)))[0]).toBe(0);
    await link.close();
    await again.slot.close();
    await seen(service, 'none');
    await service.close();
  });

  it('finds out that a card takes short APDUs alone', async () => {
    const { slot } = await inserted({ form: 'short', chunkLength: 128 });
    const { pcsc: service, open } = await opened();
    const link = await openFittingCardLink(await open(), systemEnv);
    const long = new Uint8Array(2000).fill(7);
    long[0] = fakeCommand.echo;
    expect((await link.ctap2(long)).length).toBe(2000);
    await link.close();
    await slot.close();
    await seen(service, 'none');
    await service.close();
  });

  it('says that there is no such reader, or no card in it', async () => {
    const service = await openPcsc('nfc:', chosen);
    await expect(openPcscPort({ pcsc: service, reader: 'Nobody 00 00' })).rejects.toMatchObject({
      code: 'unknown-reader',
    });
    await expect(openPcscPort({ pcsc: service, reader: NAME })).rejects.toMatchObject({ code: 'no-card' });
    await service.close();
  });
});
