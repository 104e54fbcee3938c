import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { Via } from '../../ports/responder.ts';
import type { FidoProfile } from '../profile.ts';
import type { DurableState, PoweredState, Sequence } from '../state.ts';

const OTHER = 0x7f;
const GET_NEXT_ASSERTION = 0x08;
const CREDENTIAL_MANAGEMENT = 0x0a;
const CREDENTIAL_MANAGEMENT_PREVIEW = 0x41;

/** Decisions made around every command. */
export const dispatchPolicy = {
  /** The status byte that answers what the handler of a command threw. */
  statusOf(error: unknown, profile: FidoProfile, _command?: number): number {
    if (error instanceof CtapError) return error.status;
    if (!(error instanceof DecodeError)) return OTHER;
    switch (error.kind) {
      case 'syntax':
        return profile.manners.malformed;
      case 'missing':
        return profile.manners.missing;
      case 'length':
        return profile.manners.wrongLength;
      // of the right type, and none of the values that there are
      case 'value':
        return ctapStatus.CTAP1_ERR_INVALID_PARAMETER;
      default:
        return profile.manners.wrongType;
    }
  },

  /** Whether a whole request is longer than the device takes. */
  isTooLarge(length: number, profile: FidoProfile): boolean {
    return length > profile.maxMsgSize;
  },

  /** Whether a command leaves the sequence under way alone; every other command ends it. */
  keepsSequence(command: number, sequence: Sequence): boolean {
    if (sequence.kind === 'assertions') return command === GET_NEXT_ASSERTION;
    return command === CREDENTIAL_MANAGEMENT || command === CREDENTIAL_MANAGEMENT_PREVIEW;
  },

  /** Whether a sequence belongs to whoever asks for its next step. */
  ownsSequence(sequence: Sequence, via: Via): boolean {
    if (sequence.channel === undefined) return true;
    return sequence.transport === via.transport && sequence.channel === via.channel;
  },

  /** Whether a sequence is still served at `nowMs`. */
  isSequenceAlive(sequence: Sequence, nowMs: number): boolean {
    return nowMs < sequence.deadlineMs;
  },

  /** By when the next step of a sequence must be asked for. */
  sequenceDeadlineMs(nowMs: number, profile: FidoProfile): number {
    return nowMs + profile.sequenceTimeoutMs;
  },

  /** What survives a power cycle of a sequence: nothing. */
  sequenceAfterPowerCycle(_sequence: Sequence | undefined): Sequence | undefined {
    return undefined;
  },

  /** What lives until power-off, once power is back: all new. */
  poweredAfterPowerCycle(fresh: PoweredState, _before: PoweredState): PoweredState {
    return fresh;
  },

  /** What of the durable state is otherwise after a power cycle: nothing. */
  changedByPowerCycle(_durable: Readonly<DurableState>): Partial<DurableState> {
    return {};
  },

  /** The answer's CBOR as it leaves: `body` is canonical. */
  encodeResponse(_command: number, body: Uint8Array): Uint8Array {
    return body;
  },

  /** The status byte of a command that was served. */
  successStatus(_command: number): number {
    return 0x00;
  },
};
