import {
  CONTINUATION_HEADER,
  hidCommand,
  hidErrorCode,
  INIT_HEADER,
  largestMessage,
} from '../../src/transport/hid/packet.ts';
import type { HidPolicy } from './hid-policy.ts';

/** Turns answers of a key into reports, collected until they are taken. */
export class HidSender {
  #out: Uint8Array[] = [];
  #leftover: Uint8Array;
  readonly #policy: HidPolicy;
  readonly #reportSize: number;

  constructor(policy: HidPolicy, reportSize: number) {
    this.#policy = policy;
    this.#reportSize = reportSize;
    this.#leftover = new Uint8Array(reportSize);
  }

  /** The reports collected since the last call, in order. */
  take(): Uint8Array[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** The answer to `command`, as often as the policy says. */
  answer(channel: number, command: number, payload: Uint8Array): void {
    for (let copies = this.#policy.copies(command); copies > 0; copies -= 1) {
      this.#send(channel, this.#policy.answerCommand(command), payload);
    }
  }

  /** CTAPHID_ERROR. */
  error(channel: number, code: number): void {
    this.#send(this.#policy.errorChannel(channel), hidCommand.ERROR, Uint8Array.of(this.#policy.errorCode(code)));
  }

  /** CTAPHID_KEEPALIVE. */
  keepalive(channel: number, isWaitingForUser: boolean): void {
    this.#send(channel, hidCommand.KEEPALIVE, this.#policy.keepalivePayload(isWaitingForUser));
  }

  #send(channel: number, command: number, payload: Uint8Array): void {
    if (payload.length > largestMessage(this.#reportSize)) {
      this.error(channel, hidErrorCode.OTHER);
      return;
    }
    const reports = this.#policy.fragment(channel, command, payload, this.#reportSize);
    for (const report of reports) this.#out.push(report);
    const last = reports[reports.length - 1];
    if (last === undefined) return;
    const unused = this.#unused(payload.length);
    const filler = this.#policy.padding(unused, this.#leftover);
    if (filler !== undefined) last.set(filler.subarray(0, unused), this.#reportSize - unused);
    this.#leftover = last;
  }

  /** Bytes of the last report that hold nothing. */
  #unused(length: number): number {
    const first = this.#reportSize - INIT_HEADER;
    if (length <= first) return first - length;
    const each = this.#reportSize - CONTINUATION_HEADER;
    return (each - ((length - first) % each)) % each;
  }
}
