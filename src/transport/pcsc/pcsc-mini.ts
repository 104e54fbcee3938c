import type { Card, CardDisposition, Client, Err, Reader } from 'pcsc-mini';
import { systemClock } from '../../env/system.ts';
import { DriverMissing } from '../driver-missing.ts';
import type { Pcsc, PcscCard, PcscDisposition, PcscMode, PcscReader } from './pcsc.ts';
import { pcscCodeOfName } from './pcsc-code.ts';
import { PcscError } from './pcsc-error.ts';
import { MOST_BYTES, readerState, settled } from './reader-state.ts';

type Binding = typeof import('pcsc-mini');

/** PC/SC over pcsc-mini. Rejects with `DriverMissing` where it cannot be loaded. */
export async function openPcscMini(link: string): Promise<Pcsc> {
  let binding: Binding;
  try {
    const { default: whole, ...named } = (await import('pcsc-mini')) as Binding & { default?: Binding };
    binding = whole ?? named;
  } catch (error) {
    throw new DriverMissing(link, 'pcsc-mini', error);
  }
  return new PcscMini(link, binding);
}

/** One client, begun when it is first needed and anew after the service went away. */
class PcscMini implements Pcsc {
  readonly binding = 'pcsc-mini';
  readonly #link: string;
  readonly #pcsc: Binding;
  readonly #seen = new Map<string, { reader: Reader; status: number }>();
  #client: Client | undefined;

  constructor(link: string, pcsc: Binding) {
    this.#link = link;
    this.#pcsc = pcsc;
  }

  async readers(): Promise<PcscReader[]> {
    // Nothing says that all readers were told: a fresh client tells them at once, and the rest is silence.
    await this.#restart();
    return [...this.#seen].map(([name, { status }]) => readerState(name, status)).sort(byName);
  }

  async connect(name: string, mode: PcscMode): Promise<PcscCard> {
    if (this.#client === undefined || !this.#seen.has(name)) await this.#restart();
    const reader = this.#seen.get(name)?.reader;
    if (reader === undefined) throw new PcscError(this.#link, 'open', 'unknown-reader');
    const { CardMode } = this.#pcsc;
    try {
      const card = await reader.connect(mode === 'exclusive' ? CardMode.EXCLUSIVE : CardMode.SHARED);
      return this.#card(name, card);
    } catch (error) {
      throw this.#error('open', error);
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#seen.clear();
    try {
      client?.stop();
    } catch (error) {
      // A service that is gone has nothing to be let go of.
      if (!isErr(error)) throw error;
    }
  }

  async #restart(): Promise<void> {
    await this.close();
    const client = new this.#pcsc.Client();
    let heard = 0;
    client.on('error', () => {
      // The next call finds out and says it.
      if (this.#client === client) this.#client = undefined;
    });
    client.on('reader', (reader) => {
      reader.on('change', (status) => {
        heard += 1;
        this.#seen.set(reader.name(), { reader, status: status.raw });
      });
      reader.on('disconnect', () => this.#seen.delete(reader.name()));
    });
    try {
      client.start();
    } catch (error) {
      throw this.#error('open', error);
    }
    this.#client = client;
    await settled(systemClock, () => heard);
  }

  #card(reader: string, card: Card): PcscCard {
    const attempt = async <T>(phase: 'send' | 'closed', call: () => Promise<T>): Promise<T> => {
      try {
        return await call();
      } catch (error) {
        throw this.#error(phase, error);
      }
    };
    // Left to itself, the binding gives no room for extended answers. One call at a time: one buffer a card.
    const room = new ArrayBuffer(MOST_BYTES);
    let end: ((then: CardDisposition) => Promise<void>) | undefined;
    return {
      reader,
      transmit: async (apdu) => (await attempt('send', () => card.transmit(apdu, room))).slice(),
      begin: async () => {
        const transaction = await attempt('send', () => card.transaction());
        end = (then) => transaction.end(then);
      },
      end: () => attempt('send', async () => end?.(this.#pcsc.CardDisposition.LEAVE)),
      disconnect: (then) => attempt('closed', () => card.disconnect(this.#disposition(then))),
    };
  }

  #disposition(then: PcscDisposition): CardDisposition {
    const { LEAVE, RESET, UNPOWER } = this.#pcsc.CardDisposition;
    return { leave: LEAVE, reset: RESET, unpower: UNPOWER }[then];
  }

  #error(phase: 'open' | 'send' | 'closed', error: unknown): unknown {
    return isErr(error) ? new PcscError(this.#link, phase, pcscCodeOfName(error.code), error) : error;
  }
}

function isErr(error: unknown): error is Err {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function byName(a: PcscReader, b: PcscReader): number {
  return a.name < b.name ? -1 : 1;
}
