import { connect, type Socket } from 'node:net';
import type { Env } from '../../src/env/env.ts';
import { LengthPrefixedReader, lengthPrefixed } from '../../src/transport/length-prefixed.ts';
import { vpcdControl } from '../../src/transport/vpcd-message.ts';
import { BackendError, hostAndPort } from './backend-error.ts';
import { type CardDevice, cardExchange } from './card-device.ts';

/** A card and the virtual reader it is to be put in. */
export interface VpcdCardOptions {
  readonly card: CardDevice;
  /** The card's own clock: the real one. */
  readonly env: Env;
  /** What the card answers to a reset. */
  readonly atr: Uint8Array;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** 35963 unless given; the second slot of Debian's vpcd is at 35964. */
  readonly port?: number;
  /** Whether to wait for a reader that is not there to begin with, instead of rejecting. */
  readonly waits?: boolean;
  /** Called when the reader went away, when it came back, and when it spoke nonsense. */
  readonly onEvent?: (event: VpcdEvent) => void;
}

/** What happens between a card and its reader. */
export type VpcdEvent =
  | { readonly kind: 'reader-gone' | 'reader-back' }
  | { readonly kind: 'nonsense'; readonly error: BackendError };

/** A card that is in its reader. */
export interface VpcdCard {
  readonly host: string;
  readonly port: number;
  /** Takes the card out of the field and puts it back. */
  replug(): Promise<void>;
  /** Takes the card away for good. */
  close(): Promise<void>;
}

const RECONNECT_MS = 250;

/**
 * Puts a card into the virtual reader that pcscd's vpcd driver listens for, and keeps it there: when pcscd is restarted, the
 * card is put in again. Rejects with `BackendError` (`no-peer`, `unavailable`) when the reader is not there to begin with.
 */
export async function connectVpcd(options: VpcdCardOptions): Promise<VpcdCard> {
  const { host = '127.0.0.1', port = 35_963 } = options;
  const slot = new VpcdSlot(host, port, options);
  if (options.waits === true) slot.insertLater();
  else await slot.insert();
  return {
    host,
    port,
    replug: () => slot.replug(),
    close: () => slot.close(),
  };
}

class VpcdSlot {
  readonly #host: string;
  readonly #port: number;
  readonly #options: VpcdCardOptions;
  readonly #leaving = new AbortController();
  #socket: Socket | undefined;
  /** Grows with every command and loss of power: an exchange whose number is old has nobody who waits for it. */
  #message = 0;

  constructor(host: string, port: number, options: VpcdCardOptions) {
    this.#host = host;
    this.#port = port;
    this.#options = options;
  }

  async insert(): Promise<void> {
    const socket = await this.#connected();
    if (this.#leaving.signal.aborted) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    const reader = new LengthPrefixedReader();
    socket.on('data', (chunk) => {
      for (const message of reader.push(chunk)) this.#take(socket, message);
    });
    // what ends the connection is told by `close`, which follows
    socket.on('error', () => undefined);
    socket.on('close', () => this.#onClose(socket));
  }

  async replug(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    await ended(socket);
    this.#powerCycle();
    await this.#reinsert();
  }

  async close(): Promise<void> {
    this.#leaving.abort();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#message += 1;
    await ended(socket);
  }

  #connected(): Promise<Socket> {
    const place = `vpcd:${hostAndPort(this.#host, this.#port)}`;
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
      const fail = (error: NodeJS.ErrnoException): void => {
        const isRefused = error.code === 'ECONNREFUSED';
        const message = isRefused
          ? 'no virtual reader listens there: is pcscd running, with the vpcd driver (Debian: vsmartcard-vpcd)?'
          : error.message;
        reject(new BackendError(isRefused ? 'no-peer' : 'unavailable', place, message, error));
      };
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        resolve(socket);
      });
    });
  }

  #onClose(socket: Socket): void {
    if (this.#socket !== socket || this.#leaving.signal.aborted) return;
    this.#socket = undefined;
    this.#powerCycle();
    this.#options.onEvent?.({ kind: 'reader-gone' });
    this.insertLater();
  }

  /** Waits for the reader in the background and tells when it is there. */
  insertLater(): void {
    void this.#reinsert().then(() => {
      if (this.#socket !== undefined) this.#options.onEvent?.({ kind: 'reader-back' });
    });
  }

  /** Tries until the reader is there or the card is to leave. */
  async #reinsert(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      const wasPut = await this.insert().then(
        () => true,
        (error: unknown) => {
          if (error instanceof BackendError) return false;
          throw error;
        },
      );
      if (wasPut) return;
      await this.#options.env.clock.sleep(RECONNECT_MS, signal).catch(() => undefined);
    }
  }

  #powerCycle(): void {
    this.#message += 1;
    this.#options.card.powerCycle(this.#options.env.clock.nowMs());
  }

  #take(socket: Socket, message: Uint8Array): void {
    if (message.length === 1 && this.#control(socket, message[0]!)) return;
    if (message.length >= 4) {
      this.#message += 1;
      void this.#answer(socket, message, this.#message);
      return;
    }
    const found = `expected an APDU or a control byte of 0, 1, 2 or 4, received ${message.length} bytes`;
    const error = new BackendError('bad-frame', `vpcd:${hostAndPort(this.#host, this.#port)}`, found);
    socket.destroy();
    this.#options.onEvent?.({ kind: 'nonsense', error });
  }

  /** False for a byte that is no control. */
  #control(socket: Socket, byte: number): boolean {
    const { POWER_OFF, POWER_ON, RESET, GET_ATR } = vpcdControl;
    if (byte === GET_ATR) socket.write(lengthPrefixed(this.#options.atr));
    // power off and on again is one loss of power: it is counted when the card wakes
    else if (byte === POWER_ON || byte === RESET) this.#powerCycle();
    else return byte === POWER_OFF;
    return true;
  }

  async #answer(socket: Socket, apdu: Uint8Array, message: number): Promise<void> {
    const { card, env } = this.#options;
    const isWanted = (): boolean => this.#message === message;
    const answer = await cardExchange(card, apdu, env, { isWanted });
    if (answer === undefined || !isWanted()) return;
    // vpcd waits for ever for what an answer of no bytes would be
    if (answer.length === 0) await this.replug();
    else socket.write(lengthPrefixed(answer));
  }
}

function ended(socket: Socket | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (socket === undefined || socket.destroyed) resolve();
    else {
      socket.once('close', () => resolve());
      socket.destroy();
    }
  });
}
