import { equalBytes, readUint32 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import type { Env } from '../../../src/env/env.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { HidMessage } from '../../../src/transport/hid/assembler.ts';
import { HidAssembler } from '../../../src/transport/hid/assembler.ts';
import {
  BROADCAST_CHANNEL,
  channelName,
  hidCommand,
  hidCommandName,
  hidErrorName,
  parsePacket,
  splitMessage,
} from '../../../src/transport/hid/packet.ts';
import type { ReportPort } from '../../../src/transport/ports.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';

/** How long an answer that must come may take: what the standard's own time-outs leave room for. */
export const ANSWER_MS = 1000;
/** A full-speed key may take and give one report in 10 ms; twice that is waited for each report that we send. */
const REPORT_MS = 20;
/** How long silence is listened to before it counts as silence. */
export const QUIET_MS = 300;

/** A host that speaks CTAPHID by hand, packet by packet, so that a rule can break the framing where it wants. */
export class RawHid {
  readonly port: ReportPort;
  readonly #env: Env;
  readonly #assemblers = new Map<number, HidAssembler>();

  constructor({ device, env }: Pick<RuleContext, 'device' | 'env'>) {
    if (device.hid === undefined) throw new NotApplicable('the target has no CTAPHID wire');
    this.port = device.hid;
    this.#env = env;
  }

  /** Sends a whole message. */
  async send(channel: number, command: number, payload: Uint8Array = new Uint8Array(0)): Promise<void> {
    for (const report of this.reports(channel, command, payload)) await this.port.write(report);
  }

  /** The reports of a message, to be spoiled before they are sent. */
  reports(channel: number, command: number, payload: Uint8Array): Uint8Array[] {
    return splitMessage(channel, command, payload, this.port.reportSize);
  }

  /** The next whole message on `channel`, keepalives left out unless wanted; `undefined` when none came in time. */
  async receive(channel: number, withinMs = ANSWER_MS, keepalives = false): Promise<HidMessage | undefined> {
    const { clock } = this.#env;
    let untilMs = clock.nowMs() + withinMs;
    for (;;) {
      const report = await this.port.read(Math.max(0, untilMs - clock.nowMs()));
      if (report === undefined) return undefined;
      const message = this.#accept(report);
      if (message === undefined && this.#assemblers.get(channel)?.isMidMessage === true) {
        // An answer that has begun is waited for to its end, as slow as its reports come.
        untilMs = Math.max(untilMs, clock.nowMs() + ANSWER_MS);
      }
      if (message === undefined || message.channel !== channel) continue;
      if (message.command !== hidCommand.KEEPALIVE || keepalives) return message;
    }
  }

  /** The next message on `channel`; a key that sends none is accused. */
  async answer(channel: number, what: string, withinMs = ANSWER_MS): Promise<HidMessage> {
    const message = await this.receive(channel, withinMs);
    if (message === undefined) throw new Violation(`an answer to ${what} on channel ${channelName(channel)}`, 'none');
    return message;
  }

  /** One message and its answer. */
  async exchange(channel: number, command: number, payload: Uint8Array, what: string): Promise<HidMessage> {
    await this.send(channel, command, payload);
    const sent = Math.ceil(payload.length / (this.port.reportSize - 5));
    return this.answer(channel, what, ANSWER_MS + REPORT_MS * sent);
  }

  /** INIT with a fresh nonce; the answer to that nonce, whatever else comes. */
  async init(channel: number = BROADCAST_CHANNEL): Promise<{ nonce: Uint8Array; answer: HidMessage }> {
    const nonce = this.#env.random.bytes(8);
    await this.send(channel, hidCommand.INIT, nonce);
    for (;;) {
      const answer = await this.answer(channel, 'CTAPHID_INIT');
      const isOurs = answer.command !== hidCommand.INIT || equalBytes(answer.payload.subarray(0, 8), nonce);
      if (isOurs || channel !== BROADCAST_CHANNEL) return { nonce, answer };
    }
  }

  /** A channel of our own. A key that gives none is accused. */
  async allocate(): Promise<number> {
    const { answer } = await this.init();
    if (answer.command !== hidCommand.INIT || answer.payload.length < 12) {
      throw new Violation('CTAPHID_INIT on the broadcast channel to give a channel', describe(answer));
    }
    return readUint32(answer.payload, 8);
  }

  /** Whether the key still answers a PING on this channel as it should. */
  async expectAlive(channel: number, after: string): Promise<void> {
    const sent = Uint8Array.of(0x70, 0x69, 0x6e, 0x67);
    await this.send(channel, hidCommand.PING, sent);
    // A late error about what went before is not the answer to this PING.
    const untilMs = this.#env.clock.nowMs() + ANSWER_MS;
    let last: HidMessage | undefined;
    while (this.#env.clock.nowMs() < untilMs) {
      const message = await this.receive(channel, untilMs - this.#env.clock.nowMs());
      if (message === undefined) break;
      if (message.command === hidCommand.PING && equalBytes(message.payload, sent)) return;
      last = message;
    }
    throw new Violation(`CTAPHID_PING to be echoed after ${after}`, last === undefined ? 'no answer' : describe(last));
  }

  #accept(report: Uint8Array): HidMessage | undefined {
    const packet = parsePacket(report);
    let assembler = this.#assemblers.get(packet.channel);
    if (assembler === undefined) {
      assembler = new HidAssembler();
      this.#assemblers.set(packet.channel, assembler);
    }
    try {
      return assembler.accept(packet);
    } catch (error) {
      // Continuations of somebody else's message, begun before we listened.
      if (error instanceof DecodeError) return undefined;
      throw error;
    }
  }
}

/** A message in words: `ERROR CHANNEL_BUSY`, `PING of 4 bytes 70696e67`. */
export function describe(message: HidMessage): string {
  const { command, payload } = message;
  if (command === hidCommand.ERROR) return `CTAPHID_ERROR ${hidErrorName(payload[0] ?? 0)}`;
  const shown = payload.length > 24 ? `${toHex(payload.subarray(0, 24))}…` : toHex(payload);
  return `CTAPHID_${hidCommandName(command)} of ${payload.length} bytes ${shown}`;
}

/** Accuses the key unless the message is CTAPHID_ERROR. */
export function expectError(message: HidMessage, what: string): void {
  if (message.command !== hidCommand.ERROR)
    throw new Violation(`${what} to be refused with CTAPHID_ERROR`, describe(message));
}

/** Accuses the key when it refused with another error than these; an answer that is no error is another rule's business. */
export function expectErrorCode(message: HidMessage, codes: readonly number[], what: string): void {
  if (message.command !== hidCommand.ERROR || codes.includes(message.payload[0] ?? -1)) return;
  throw new Violation(`${what} to be refused with ${codes.map(hidErrorName).join(' or ')}`, describe(message));
}
