import { systemClock } from '../../env/system.ts';
import { DriverMissing } from '../driver-missing.ts';
import type { Pcsc, PcscCard, PcscDisposition, PcscMode, PcscReader } from './pcsc.ts';
import { pcscCodeOfNumber } from './pcsc-code.ts';
import { PcscError } from './pcsc-error.ts';
import { MOST_BYTES, readerState, settled } from './reader-state.ts';

type Open = typeof import('pcsclite');
type Monitor = ReturnType<Open>;
type Reader = Parameters<Parameters<Monitor['on']>[1]>[0] & CardReader;

/** The part of a reader object that is used. */
interface CardReader {
  readonly name: string;
  on(type: 'status', listener: (status: { readonly state: number }) => void): unknown;
  on(type: 'error', listener: (error: unknown) => void): unknown;
  connect(options: { readonly share_mode: number }, done: (error: unknown, protocol: number) => void): void;
  disconnect(disposition: number, done: (error: unknown) => void): void;
  transmit(data: Buffer, length: number, protocol: number, done: (error: unknown, response: Buffer) => void): void;
  close(): void;
}

const SHARE = { exclusive: 1, shared: 2 } as const satisfies Record<PcscMode, number>;
const DISPOSITION = { leave: 0, reset: 1, unpower: 2 } as const satisfies Record<PcscDisposition, number>;

/** PC/SC over pcsclite. Rejects with `DriverMissing` where it cannot be loaded. */
export async function openPcsclite(link: string): Promise<Pcsc> {
  let open: Open;
  try {
    open = (await import('pcsclite')).default;
  } catch (error) {
    throw new DriverMissing(link, 'pcsclite', error);
  }
  return new Pcsclite(link, open);
}

/**
 * The binding's monitors block the event loop while a card works, do not outlive the service and tell of their own end as an
 * error. So readers are looked at and let go of at once, and every connection has a reader object of its own.
 */
class Pcsclite implements Pcsc {
  readonly binding = 'pcsclite';
  readonly #link: string;
  readonly #open: Open;

  constructor(link: string, open: Open) {
    this.#link = link;
    this.#open = open;
  }

  async readers(): Promise<PcscReader[]> {
    return [...(await this.#look())].map(([name, { flags }]) => readerState(name, flags)).sort(byName);
  }

  async connect(name: string, mode: PcscMode): Promise<PcscCard> {
    const reader = (await this.#look()).get(name)?.reader;
    if (reader === undefined) throw new PcscError(this.#link, 'open', 'unknown-reader');
    const attempt = <T>(
      phase: 'open' | 'send' | 'closed',
      call: (done: (error: unknown, value: T) => void) => void,
    ): Promise<T> =>
      new Promise((resolve, reject) => {
        call((error, value) => {
          if (error === null || error === undefined) resolve(value);
          else reject(this.#error(phase, error));
        });
      });
    const protocol = await attempt<number>('open', (done) => reader.connect({ share_mode: SHARE[mode] }, done));
    return {
      reader: name,
      transmit: async (apdu) =>
        new Uint8Array(
          await attempt<Buffer>('send', (done) =>
            reader.transmit(Buffer.from(apdu.buffer, apdu.byteOffset, apdu.length), MOST_BYTES, protocol, done),
          ),
        ),
      disconnect: (then) =>
        attempt<void>('closed', (done) => reader.disconnect(DISPOSITION[then], (e) => done(e, undefined))),
    };
  }

  async close(): Promise<void> {
    // Nothing is kept.
  }

  async #look(): Promise<Map<string, { reader: CardReader; flags: number }>> {
    const seen = new Map<string, { reader: CardReader; flags: number }>();
    let heard = 0;
    let failure: unknown;
    let isOver = false;
    const fail = (error: unknown): void => {
      if (!isOver) failure ??= error;
    };
    const monitor = this.#monitor();
    monitor.on('error', fail);
    monitor.on('reader', (reader: Reader) => {
      heard += 1;
      seen.set(reader.name, { reader, flags: 0 });
      reader.on('error', fail);
      reader.on('status', ({ state }) => {
        heard += 1;
        seen.set(reader.name, { reader, flags: state });
      });
    });
    await settled(systemClock, () => heard);
    isOver = true;
    for (const { reader } of seen.values()) reader.close();
    monitor.close();
    if (failure !== undefined) throw this.#error('open', failure);
    return seen;
  }

  #monitor(): Monitor {
    try {
      return this.#open();
    } catch (error) {
      throw this.#error('open', error);
    }
  }

  #error(phase: 'open' | 'send' | 'closed', error: unknown): PcscError {
    const text = error instanceof Error ? error.message : String(error);
    // `SCardConnect error: Sharing violation.(0x8010000b)`
    const number = /\(0x([0-9a-f]+)\)/i.exec(text)?.[1];
    return new PcscError(
      this.#link,
      phase,
      number === undefined ? 'other' : pcscCodeOfNumber(Number(`0x${number}`)),
      error,
    );
  }
}

function byName(a: PcscReader, b: PcscReader): number {
  return a.name < b.name ? -1 : 1;
}
