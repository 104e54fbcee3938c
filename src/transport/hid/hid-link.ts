import { equalBytes, readUint32 } from '../../bytes/bytes.ts';
import type { Env } from '../../env/env.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { TransportPhase } from '../../errors/transport-error.ts';
import { TransportError } from '../../errors/transport-error.ts';
import type { CtapLink, ExchangeOptions, ReportPort } from '../ports.ts';
import type { HidMessage } from './assembler.ts';
import { HidAssembler } from './assembler.ts';
import { HidError } from './hid-error.ts';
import { BROADCAST_CHANNEL, hidCommand, hidCommandName, hidErrorCode, parsePacket, splitMessage } from './packet.ts';

/** How patient a HidLink is. */
export interface HidLinkOptions {
  /** Wait for the answer to INIT, each try; 1000 ms. */
  readonly openTimeoutMs?: number;
  /** Tries of INIT before the key counts as silent; 2. */
  readonly openTries?: number;
  /** Longest silence within an exchange that does not say; 3000 ms. */
  readonly silenceMs?: number;
  /** Longest exchange that does not say; 120 000 ms. */
  readonly deadlineMs?: number;
  /** How often a request refused with CHANNEL_BUSY is sent again; 20. */
  readonly busyTries?: number;
  /** Pause before that; 100 ms. */
  readonly busyPauseMs?: number;
}

/** What the key said of itself in its answer to INIT. */
export interface HidGreeting {
  readonly channel: number;
  readonly protocolVersion: number;
  readonly version: readonly [number, number, number];
  readonly capabilities: number;
}

const INIT_ANSWER_LENGTH = 17;
const NONCE_LENGTH = 8;

/** Opens a channel of its own on a port. Rejects with `TransportError`: `silence`, `frame` or `hid-error`. */
export async function openHidLink(port: ReportPort, env: Env, options: HidLinkOptions = {}): Promise<HidLink> {
  const link = new HidLink(port, env, options);
  await link.reopen();
  return link;
}

/**
 * The host's end of CTAPHID on one channel. Errors: `HidError` (reason `hid-error`, with its code) for CTAPHID_ERROR;
 * `TransportError` `silence` for no answer in time, `frame` for packets against the framing. Frames of other channels,
 * late frames of earlier exchanges and answers to other hosts' nonces are passed over.
 */
export class HidLink implements CtapLink {
  readonly name: string;
  readonly transport = 'usb';
  readonly #port: ReportPort;
  readonly #env: Env;
  readonly #options: Required<HidLinkOptions>;
  #greeting: HidGreeting = { channel: BROADCAST_CHANNEL, protocolVersion: 0, version: [0, 0, 0], capabilities: 0 };

  /** Not open yet: `openHidLink` does that. */
  constructor(port: ReportPort, env: Env, options: HidLinkOptions = {}) {
    this.name = port.name;
    this.#port = port;
    this.#env = env;
    this.#options = {
      openTimeoutMs: options.openTimeoutMs ?? 1000,
      openTries: options.openTries ?? 2,
      silenceMs: options.silenceMs ?? 3000,
      deadlineMs: options.deadlineMs ?? 120_000,
      busyTries: options.busyTries ?? 20,
      busyPauseMs: options.busyPauseMs ?? 100,
    };
  }

  /** The channel that this link was given. */
  get channel(): number {
    return this.#greeting.channel;
  }

  /** The capability byte of the answer to INIT. */
  get capabilities(): number {
    return this.#greeting.capabilities;
  }

  /** The whole answer to INIT. */
  get greeting(): HidGreeting {
    return this.#greeting;
  }

  /** CTAPHID_CBOR: command byte and CBOR in, status byte and CBOR out. */
  ctap2(request: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    return this.exchange(hidCommand.CBOR, request, options);
  }

  /** CTAPHID_MSG: an APDU in, data and status word out. */
  ctap1(apdu: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    return this.exchange(hidCommand.MSG, apdu, options);
  }

  /** CTAPHID_WINK. */
  async wink(): Promise<void> {
    await this.exchange(hidCommand.WINK, new Uint8Array(0));
  }

  /** CTAPHID_LOCK for 0 (release) to 10 seconds. */
  async lock(seconds: number): Promise<void> {
    await this.exchange(hidCommand.LOCK, Uint8Array.of(seconds));
  }

  /** CTAPHID_PING: gives what came back. */
  ping(bytes: Uint8Array): Promise<Uint8Array> {
    return this.exchange(hidCommand.PING, bytes);
  }

  /** Asks for a new channel. */
  async reopen(): Promise<void> {
    this.#greeting = await this.#init(BROADCAST_CHANNEL);
  }

  /** INIT on the link's own channel: ends whatever it has under way. */
  async resync(): Promise<void> {
    this.#greeting = await this.#init(this.channel);
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  /** One command and its answer, CHANNEL_BUSY repeated politely. `command` is without bit 7. */
  async exchange(command: number, payload: Uint8Array, options: ExchangeOptions = {}): Promise<Uint8Array> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#exchangeOnce(command, payload, options);
      } catch (error) {
        const isBusy = error instanceof HidError && error.code === hidErrorCode.CHANNEL_BUSY;
        if (!isBusy || tries >= this.#options.busyTries) throw error;
      }
      await this.#env.clock.sleep(this.#options.busyPauseMs);
    }
  }

  async #exchangeOnce(command: number, payload: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    const { signal } = options;
    if (signal?.aborted === true)
      throw this.#error('send', 'cancelled', `${hidCommandName(command)}: aborted before it was sent`);
    await this.#drain();
    await this.#send(this.channel, command, payload);
    if (signal === undefined) return this.#receive(command, options);
    let cancelling: Promise<void> | undefined;
    const cancel = (): void => {
      cancelling = this.#cancel();
      cancelling.catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#receive(command, options);
    } finally {
      signal.removeEventListener('abort', cancel);
      await cancelling;
    }
  }

  async #receive(command: number, options: ExchangeOptions): Promise<Uint8Array> {
    const { clock } = this.#env;
    const silenceMs = options.silenceMs ?? this.#options.silenceMs;
    const deadlineMs = clock.nowMs() + (options.deadlineMs ?? this.#options.deadlineMs);
    const assembler = new HidAssembler();
    for (let heardMs = clock.nowMs(); ; ) {
      const report = await this.#port.read(Math.max(0, Math.min(heardMs + silenceMs, deadlineMs) - clock.nowMs()));
      const nowMs = clock.nowMs();
      if (report === undefined || nowMs > deadlineMs) {
        await this.#giveUp(
          command,
          nowMs >= deadlineMs ? 'no answer before the deadline' : `no frame for ${silenceMs} ms`,
        );
        continue;
      }
      if (report.length < 8 || readUint32(report) !== this.channel) continue;
      const message = this.#accept(assembler, report, command);
      heardMs = nowMs;
      if (message === undefined) continue;
      if (message.command === command) return message.payload;
      this.#onOther(message, command, options);
    }
  }

  #accept(assembler: HidAssembler, report: Uint8Array, command: number): HidMessage | undefined {
    const packet = parsePacket(report);
    // the rest of an answer to something earlier
    if (packet.kind === 'continuation' && !assembler.isMidMessage) return undefined;
    try {
      return assembler.accept(packet);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw this.#error('receive', 'frame', `answer to ${hidCommandName(command)}: ${error.message}`, error);
    }
  }

  #onOther(message: HidMessage, command: number, options: ExchangeOptions): void {
    const during = hidCommandName(command);
    if (message.command === hidCommand.KEEPALIVE) {
      options.onKeepalive?.(message.payload[0] ?? 0);
    } else if (message.command === hidCommand.ERROR) {
      throw new HidError(this.name, 'receive', message.payload[0] ?? hidErrorCode.OTHER, during);
    } else {
      const received = hidCommandName(message.command);
      throw this.#error('receive', 'frame', `${during}: expected an answer to ${during}, received one to ${received}`);
    }
  }

  async #giveUp(command: number, why: string): Promise<never> {
    if (command === hidCommand.CBOR) await this.#cancel();
    throw this.#error('receive', 'silence', `${hidCommandName(command)}: ${why}`);
  }

  #cancel(): Promise<void> {
    return this.#send(this.channel, hidCommand.CANCEL, new Uint8Array(0));
  }

  async #send(channel: number, command: number, payload: Uint8Array): Promise<void> {
    for (const report of splitMessage(channel, command, payload, this.#port.reportSize)) await this.#port.write(report);
  }

  /** Passes over what was left from before. */
  async #drain(): Promise<void> {
    for (let left = 1024; left > 0 && (await this.#port.read(0)) !== undefined; left -= 1);
  }

  async #init(channel: number): Promise<HidGreeting> {
    await this.#drain();
    const nonce = this.#env.random.bytes(NONCE_LENGTH);
    const { openTries, openTimeoutMs, busyPauseMs, busyTries } = this.#options;
    let busy = 0;
    for (let tries = 0; tries < openTries; ) {
      await this.#send(channel, hidCommand.INIT, nonce);
      const answer = await this.#initAnswer(channel, nonce);
      if (answer === 'busy' && busy < busyTries) {
        busy += 1;
        await this.#env.clock.sleep(busyPauseMs);
        continue;
      }
      if (answer === 'busy') throw new HidError(this.name, 'open', hidErrorCode.CHANNEL_BUSY, 'INIT');
      if (answer !== undefined) return this.#greetingOf(answer);
      tries += 1;
    }
    throw this.#error('open', 'silence', `INIT: no answer within ${openTries} × ${openTimeoutMs} ms`);
  }

  async #initAnswer(channel: number, nonce: Uint8Array): Promise<Uint8Array | 'busy' | undefined> {
    const { clock } = this.#env;
    const deadlineMs = clock.nowMs() + this.#options.openTimeoutMs;
    const assembler = new HidAssembler();
    for (;;) {
      const report = await this.#port.read(Math.max(0, deadlineMs - clock.nowMs()));
      if (report === undefined) return undefined;
      if (report.length < 8 || readUint32(report) !== channel) continue;
      const message = this.#accept(assembler, report, hidCommand.INIT);
      if (message?.command === hidCommand.ERROR) {
        const code = message.payload[0] ?? hidErrorCode.OTHER;
        if (code === hidErrorCode.CHANNEL_BUSY) return 'busy';
        throw new HidError(this.name, 'open', code, 'INIT');
      }
      if (message?.command !== hidCommand.INIT) continue;
      if (equalBytes(message.payload.subarray(0, NONCE_LENGTH), nonce)) return message.payload;
    }
  }

  #greetingOf(answer: Uint8Array): HidGreeting {
    if (answer.length < INIT_ANSWER_LENGTH) {
      throw this.#error(
        'open',
        'frame',
        `INIT: expected an answer of ${INIT_ANSWER_LENGTH} bytes, received ${answer.length} bytes`,
      );
    }
    const channel = readUint32(answer, NONCE_LENGTH);
    if (channel === 0 || channel === BROADCAST_CHANNEL) {
      throw this.#error('open', 'frame', `INIT: expected a channel of its own, received ${channel.toString(16)}`);
    }
    const version = [answer[13]!, answer[14]!, answer[15]!] as const;
    return { channel, protocolVersion: answer[12]!, version, capabilities: answer[16]! };
  }

  #error(phase: TransportPhase, reason: TransportError['reason'], message: string, cause?: unknown): TransportError {
    return new TransportError(this.name, phase, reason, message, cause);
  }
}
