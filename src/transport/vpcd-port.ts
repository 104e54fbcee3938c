import { createServer, type Server, type Socket } from 'node:net';
import { equalBytes } from '../bytes/bytes.ts';
import { callLater } from '../env/system.ts';
import type { TransportPhase, TransportReason } from '../errors/transport-error.ts';
import { TransportError } from '../errors/transport-error.ts';
import { Inbox } from './inbox.ts';
import { LengthPrefixedReader, lengthPrefixed } from './length-prefixed.ts';
import { netReason } from './net-reason.ts';
import type { CardPort } from './ports.ts';
import { vpcdControl } from './vpcd-message.ts';

/** Where we wait for a card. */
export interface VpcdPortOptions {
  readonly port: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Longest wait for the card; 10 000 ms. */
  readonly waitMs?: number;
  /** Longest wait for the answer to an APDU that does not say; 30 000 ms. */
  readonly silenceMs?: number;
  /** Ends the wait for the card. */
  readonly signal?: AbortSignal;
}

/** A card that is connected to us as to a reader. */
export interface VpcdPort extends CardPort {
  /** The port we listen on. */
  readonly port: number;
  /** The ATR of the card that is here. */
  readonly atr: Uint8Array;
  /** Power off, power on. Rejects with `TransportError` when no card is here. */
  powerCycle(): Promise<void>;
  /** A warm reset. */
  reset(): Promise<void>;
}

/** Longest wait for an ATR. */
const ATR_MS = 3000;

/**
 * Plays the reader for a card that connects as to pcscd's virtual reader: listens, waits for it, powers it. Rejects with
 * `TransportError`: `gone` where the port is taken, `silence` where no card came in time. A card that drops is told at once
 * (`gone`) and may come back; what it answers late is passed over.
 */
export async function openVpcdPort(options: VpcdPortOptions): Promise<VpcdPort> {
  const reader = new VpcdReader(options);
  try {
    await reader.open();
  } catch (error) {
    await reader.close();
    throw error;
  }
  return reader;
}

class VpcdReader implements VpcdPort {
  readonly name: string;
  readonly #options: VpcdPortOptions;
  readonly #server: Server;
  #inbox = new Inbox();
  #card: Socket | undefined;
  #cameIn: (() => void) | undefined;
  #atr: Uint8Array = new Uint8Array(0);
  #isPowered = false;
  #owesAnswer = false;
  #isOpen = true;

  constructor(options: VpcdPortOptions) {
    this.name = `vpcd:${options.port}`;
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  async open(): Promise<void> {
    const { port, host = '127.0.0.1', waitMs = 10_000, signal } = this.#options;
    await this.#listening(port, host);
    if (this.#card === undefined) await this.#arrival(waitMs, signal);
    await this.#power();
  }

  async transmit(apdu: Uint8Array, timeoutMs = this.#options.silenceMs ?? 30_000): Promise<Uint8Array> {
    if (!this.#isPowered) await this.#power();
    else if (this.#owesAnswer) await this.#askAtr();
    this.#send(apdu);
    this.#owesAnswer = true;
    const answer = await this.#answer(timeoutMs, `no answer to an APDU within ${timeoutMs} ms`);
    this.#owesAnswer = false;
    return answer;
  }

  async powerCycle(): Promise<void> {
    this.#control(vpcdControl.POWER_OFF);
    await this.#power();
  }

  async reset(): Promise<void> {
    this.#control(vpcdControl.RESET);
    await this.#askAtr();
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#inbox.fail(this.#error('closed', 'gone', 'the port is closed'));
    if (this.#isPowered) this.#card?.end(lengthPrefixed(Uint8Array.of(vpcdControl.POWER_OFF)));
    else this.#card?.destroy();
    const card = this.#card;
    const takeBack = callLater(500, () => card?.destroy());
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    takeBack();
  }

  async #power(): Promise<void> {
    this.#control(vpcdControl.POWER_ON);
    await this.#askAtr();
    this.#isPowered = true;
  }

  /** The ATR; what comes before it was owed from earlier. */
  async #askAtr(): Promise<void> {
    const known = this.#atr;
    const isLate = this.#owesAnswer && known.length > 0;
    this.#control(vpcdControl.GET_ATR);
    let atr = await this.#answer(ATR_MS, `no ATR within ${ATR_MS} ms`);
    while (isLate && !equalBytes(atr, known)) atr = await this.#answer(ATR_MS, `no ATR within ${ATR_MS} ms`);
    this.#owesAnswer = false;
    this.#atr = atr;
  }

  #control(code: number): void {
    this.#send(Uint8Array.of(code));
  }

  #send(message: Uint8Array): void {
    if (!this.#isOpen) throw this.#error('closed', 'gone', 'the port is closed');
    const failure = this.#inbox.takeFailure();
    if (failure !== undefined) throw failure;
    if (this.#card === undefined) throw this.#error('send', 'gone', 'no card is connected');
    this.#card.write(lengthPrefixed(message));
  }

  async #answer(timeoutMs: number, silence: string): Promise<Uint8Array> {
    const outcome = await this.#inbox.next(timeoutMs);
    if (outcome === undefined) throw this.#error('receive', 'silence', silence);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  /** One card at a time: who comes second is sent away. */
  #accept(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.#card !== undefined || !this.#isOpen) {
      socket.destroy();
      return;
    }
    const inbox = new Inbox();
    const reader = new LengthPrefixedReader();
    this.#card = socket;
    this.#inbox = inbox;
    this.#isPowered = false;
    this.#owesAnswer = false;
    socket.on('data', (chunk) => {
      for (const message of reader.push(chunk)) inbox.push(message);
    });
    socket.on('close', () => {
      this.#card = undefined;
      this.#isPowered = false;
      inbox.fail(this.#error('receive', 'gone', 'the card closed its connection'));
    });
    this.#cameIn?.();
  }

  #listening(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(this.#error('open', 'gone', netReason(error), error));
      this.#server.once('error', fail);
      this.#server.listen({ port, host, exclusive: true }, () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
  }

  #arrival(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        takeBack();
        signal?.removeEventListener('abort', stop);
        this.#cameIn = undefined;
        outcome();
      };
      const stop = (): void => settle(() => reject(this.#error('open', 'cancelled', 'stopped waiting for a card')));
      const takeBack = callLater(waitMs, () =>
        settle(() => reject(this.#error('open', 'silence', `no card connected within ${waitMs / 1000} s`))),
      );
      this.#cameIn = () => settle(resolve);
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }

  #error(phase: TransportPhase, reason: TransportReason, message: string, cause?: unknown): TransportError {
    return new TransportError(this.name, phase, reason, message, cause);
  }
}
