import { callLater } from '../../env/system.ts';
import { TransportError } from '../../errors/transport-error.ts';
import type { CardPort } from '../ports.ts';
import type { Pcsc, PcscCard, PcscMode } from './pcsc.ts';
import { likelyHolders, PcscError } from './pcsc-error.ts';

/** Which card, and how. */
export interface PcscPortOptions {
  readonly pcsc: Pcsc;
  /** The whole name of the reader. */
  readonly reader: string;
  /** `exclusive` unless said. In shared mode a transaction keeps others away, where the binding has them. */
  readonly mode?: PcscMode;
  /** The link as its target names it. */
  readonly name?: string;
  /** Longest wait for one answer that does not say; 30 000 ms. */
  readonly silenceMs?: number;
}

/** A card on a reader. */
export interface PcscPort extends CardPort {
  /** Takes the card's power for a moment and connects again. */
  powerCycle(): Promise<void>;
}

/** Longest wait for the service itself: connecting, letting go. */
const SERVICE_MS = 5000;

/**
 * Opens the card in a reader. Rejects with `PcscError`. A card or service that goes away is told at once, as the failure of the
 * APDU under way; the next APDU connects anew. A service or a card that says nothing is told after `timeoutMs` as `silence`,
 * and until it has spoken every APDU fails at once: what hangs in the binding cannot be called back.
 */
export async function openPcscPort(options: PcscPortOptions): Promise<PcscPort> {
  const port = new PcscCardPort(options);
  await port.connect();
  return port;
}

class PcscCardPort implements PcscPort {
  readonly name: string;
  readonly #options: PcscPortOptions;
  #card: PcscCard | undefined;
  /** A call that did not return in time. */
  #stuck: Promise<unknown> | undefined;
  #isOpen = true;

  constructor(options: PcscPortOptions) {
    this.name = options.name ?? `nfc:${options.reader}`;
    this.#options = options;
  }

  async connect(): Promise<void> {
    const { pcsc, reader, mode = 'exclusive' } = this.#options;
    const connecting = pcsc.connect(reader, mode);
    const card = await this.#within(SERVICE_MS, 'open', connecting).catch((error: unknown) => {
      if (error instanceof TransportError && error.reason === 'silence') throw this.#kept(connecting);
      throw error;
    });
    if (mode === 'shared') await this.#within(SERVICE_MS, 'open', card.begin?.() ?? Promise.resolve());
    this.#card = card;
  }

  async transmit(apdu: Uint8Array, timeoutMs = this.#options.silenceMs ?? 30_000): Promise<Uint8Array> {
    if (!this.#isOpen) throw new TransportError(this.name, 'closed', 'gone', 'the port is closed');
    if (this.#stuck !== undefined) {
      throw new TransportError(this.name, 'send', 'silence', 'the card still works at the APDU before');
    }
    if (this.#card === undefined) await this.connect();
    const card = this.#card!;
    try {
      return await this.#within(timeoutMs, 'receive', card.transmit(apdu));
    } catch (error) {
      if (error instanceof PcscError) {
        this.#card = undefined;
        // The handle is let go of; that the card is gone was said already.
        await card.disconnect('leave').catch(() => undefined);
      }
      throw error;
    }
  }

  async powerCycle(): Promise<void> {
    if (!this.#isOpen) throw new TransportError(this.name, 'closed', 'gone', 'the port is closed');
    const card = this.#card;
    this.#card = undefined;
    if (card !== undefined) await this.#within(SERVICE_MS, 'send', card.disconnect('unpower'));
    await this.connect();
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const card = this.#card;
    this.#card = undefined;
    if (card === undefined || this.#stuck !== undefined) return;
    try {
      const isShared = this.#options.mode === 'shared';
      if (isShared) await this.#within(SERVICE_MS, 'closed', card.end?.() ?? Promise.resolve());
      // Reset, so that no applet stays selected for whoever comes next; those who share the card select for themselves.
      await this.#within(SERVICE_MS, 'closed', card.disconnect(isShared ? 'leave' : 'reset'));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
    }
  }

  /** The service lets nobody in while another program is in a transaction. What comes of it later is let go of. */
  #kept(connecting: Promise<PcscCard>): TransportError {
    connecting.then((card) => card.disconnect('leave')).catch(() => undefined);
    const says = `the service did not connect within ${SERVICE_MS} ms: another program may hold the card; ${likelyHolders}`;
    return new TransportError(this.name, 'open', 'silence', says);
  }

  async #within<T>(timeoutMs: number, phase: 'open' | 'send' | 'receive' | 'closed', call: Promise<T>): Promise<T> {
    let takeBack: (() => void) | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      takeBack = callLater(timeoutMs, () => {
        this.#stuck = call
          .catch(() => undefined)
          .finally(() => {
            this.#stuck = undefined;
          });
        reject(new TransportError(this.name, phase, 'silence', `no answer from the card within ${timeoutMs} ms`));
      });
    });
    try {
      return await Promise.race([call, late]);
    } finally {
      takeBack?.();
    }
  }
}
