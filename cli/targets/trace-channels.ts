import { equalBytes, readUint32 } from '../../src/bytes/bytes.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { BROADCAST_CHANNEL, hidCommand } from '../../src/transport/hid/packet.ts';

const INIT = hidCommand.INIT | 0x80;
const NONCE = { at: 7, length: 8 } as const;
const GIVEN_CHANNEL_AT = 15;
const INIT_ANSWER_LENGTH = 17;

/**
 * What may differ between a recorded run and its replay: the nonces of CTAPHID_INIT, and, where a part of the run was sought,
 * the channel that the host was given.
 */
export class TraceChannels {
  /** The host's channel by the recorded one, where they differ. */
  readonly #channels = new Map<number, Uint8Array>();
  /** The host's nonce by the recorded one. */
  readonly #nonces = new Map<string, Uint8Array>();

  /** A recorded report as this host sends it, to be compared with what it sent. `anyChannel`: its channel may be new. */
  asSent(recorded: Uint8Array, sent: Uint8Array, anyChannel: boolean): Uint8Array {
    const expected = recorded.slice();
    const channel = readUint32(recorded);
    const own = this.#channels.get(channel) ?? (anyChannel ? channelOf(sent) : undefined);
    if (own !== undefined && channel !== BROADCAST_CHANNEL) expected.set(own.subarray(0, 4));
    if (recorded[4] === INIT && sent[4] === INIT) expected.set(nonceOf(sent), NONCE.at);
    return expected;
  }

  /** Remembers what differs between two reports that fit each other. */
  meet(recorded: Uint8Array, sent: Uint8Array): void {
    const channel = readUint32(recorded);
    if (channel !== readUint32(sent)) this.#channels.set(channel, sent.slice(0, 4));
    if (recorded[4] === INIT) this.#nonces.set(toHex(nonceOf(recorded)), nonceOf(sent).slice());
  }

  /** A recorded answer as this host hears it. */
  asHeard(recorded: Uint8Array): Uint8Array {
    const heard = recorded.slice();
    const own = this.#channels.get(readUint32(recorded));
    if (own !== undefined) heard.set(own);
    if (recorded[4] !== INIT || recorded[6] !== INIT_ANSWER_LENGTH) return heard;
    const nonce = this.#nonces.get(toHex(nonceOf(recorded)));
    if (nonce !== undefined) heard.set(nonce, NONCE.at);
    const given = heard.subarray(GIVEN_CHANNEL_AT, GIVEN_CHANNEL_AT + 4);
    if (own === undefined || !equalBytes(given, recorded.subarray(0, 4))) this.#channels.delete(readUint32(given));
    else heard.set(own, GIVEN_CHANNEL_AT);
    return heard;
  }
}

function channelOf(report: Uint8Array): Uint8Array | undefined {
  return readUint32(report) === BROADCAST_CHANNEL ? undefined : report.subarray(0, 4);
}

function nonceOf(report: Uint8Array): Uint8Array {
  return report.subarray(NONCE.at, NONCE.at + NONCE.length);
}
