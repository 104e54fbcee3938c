import {
  BROADCAST_CHANNEL,
  hidCapability,
  hidCommand,
  keepaliveStatus,
  splitMessage,
} from '../../src/transport/hid/packet.ts';
import type { PresenceOutcome } from '../ports/responder.ts';
import type { HidProfile } from './hid-profile.ts';

/** Who holds the device when a first packet arrives. */
export interface Occupancy {
  /** The channel whose message is being put together or whose command is under way. */
  readonly occupiedBy: number | undefined;
  /** The channel that holds an unexpired CTAPHID_LOCK. */
  readonly lockedBy: number | undefined;
}

/** Decisions of a key's USB side. Pure; a wire fault replaces one of them. Commands are without bit 7. */
export interface HidPolicy {
  // -- channels and INIT (CTAP 2.3 section 11.2.9.1.3)
  /** The eight bytes echoed in the answer to INIT. */
  initNonce(nonce: Uint8Array): Uint8Array;
  /** The next channel id; `drawn` is a fresh random number, `isLive` tells ids in use. */
  newChannel(previous: number | undefined, drawn: number, isLive: (channel: number) => boolean): number;
  /** The channel id named in the answer to INIT on an allocated channel. */
  resyncedChannel(channel: number): number;
  /** The channel that the answer to INIT is sent on. */
  initAnswerChannel(requestChannel: number, assigned: number): number;
  /** The whole answer to INIT, 17 bytes when it comes in. */
  initAnswer(answer: Uint8Array): Uint8Array;
  /** The protocol version byte: 2. */
  protocolVersion(): number;
  /** The capability byte. */
  capabilities(profile: HidProfile): number;
  /** Whether INIT on `initChannel` ends what `occupant` has under way. */
  abortsOnInit(initChannel: number, occupant: number): boolean;
  /** Whether a first packet may use this channel. */
  acceptsChannel(channel: number, command: number, isAllocated: boolean, channels: HidProfile['channels']): boolean;
  /** Whether a first packet is refused with CHANNEL_BUSY. */
  isBusy(channel: number, command: number, occupancy: Occupancy): boolean;

  /** Whether refusing one channel with CHANNEL_BUSY loses the half message of another. */
  forgetsMessageWhenBusy(): boolean;

  // -- messages (sections 11.2.4, 11.2.5)
  /** Whether the command is served at all. */
  knowsCommand(command: number, profile: HidProfile): boolean;
  /** Whether BCNT is possible for the command; judged at the first packet. */
  acceptsLength(command: number, length: number, maxMessage: number): boolean;
  /** Whether a continuation's sequence number is the one due. */
  acceptsSequence(expected: number, received: number): boolean;
  /** What a first packet in the middle of its own channel's message does. */
  onInitMidMessage(command: number): 'invalid-seq' | 'restart' | 'ignore';
  /** The error sent for a continuation that belongs to no message; none when sound. */
  strayContinuationError(): number | undefined;
  /** What the handler is given of a message put together from several packets. */
  assembled(command: number, payload: Uint8Array): Uint8Array;
  /** How long an unfinished message waits for its next packet; `undefined`: for ever. */
  transactionTimeoutMs(profile: HidProfile): number | undefined;
  /** Whether the end of that wait is told. */
  tellsTimeout(profile: HidProfile): boolean;
  /** The error byte on the wire. */
  errorCode(code: number): number;
  /** The channel that an error is sent on. */
  errorChannel(channel: number): number;
  /** The command byte of an answer. */
  answerCommand(command: number): number;
  /** The reports of an answer. */
  fragment(channel: number, command: number, payload: Uint8Array, reportSize: number): Uint8Array[];
  /** What fills a last packet: nothing stands for zeros. `leftover` is the report sent before it. */
  padding(length: number, leftover: Uint8Array): Uint8Array | undefined;
  /** How often an answer is sent: once. */
  copies(command: number): number;

  // -- commands
  pingEcho(payload: Uint8Array): Uint8Array;
  winkAnswer(payload: Uint8Array): Uint8Array;
  /** Seconds that a lock lasts, 0 to release; `undefined` is refused with INVALID_PAR. */
  lockSeconds(requested: number): number | undefined;
  /** Whether a lock taken until `untilMs` still holds. */
  holdsLock(untilMs: number, nowMs: number): boolean;
  /** What the authenticator is given of a CTAP2 request. */
  ctap2Request(request: Uint8Array): Uint8Array;
  /** What the host is given of a CTAP2 answer (status byte first). */
  ctap2Response(answer: Uint8Array, request: Uint8Array): Uint8Array;
  /** What the host is given of a CTAP1 answer (data, status word). */
  ctap1Response(answer: Uint8Array, apdu: Uint8Array): Uint8Array;

  // -- waiting (sections 11.2.9.1.4, 11.2.9.1.5)
  /** Time between keepalives; `undefined`: none are sent. */
  keepaliveMs(profile: HidProfile): number | undefined;
  /** Whether the first keepalive of a wait for the user is sent when the wait begins. */
  announcesWait(): boolean;
  /** The payload of a keepalive. */
  keepalivePayload(isWaitingForUser: boolean): Uint8Array;
  /** Whether CANCEL on `channel` reaches the command of `workChannel`. */
  cancels(channel: number, workChannel: number): boolean;
  /** What a cancelled wait tells the authenticator. */
  cancelOutcome(): PresenceOutcome;
  /** A CBOR answer to CANCEL itself; none when sound, the cancelled command's own answer is enough. */
  cancelAnswer(): Uint8Array | undefined;
  /** Whether the cancelled command's answer is sent. */
  answersCancelled(): boolean;
  /** The error sent for CANCEL when nothing is under way; none when sound. */
  idleCancelError(): number | undefined;
  /** Whether CANCEL with nothing under way cancels the command that comes next. */
  remembersIdleCancel(): boolean;
  /** How long a wait for the user lasts when the authenticator asks for `timeoutMs`. */
  userTimeoutMs(timeoutMs: number): number;

  // -- power
  /** What survives a power cut on this side of the key: nothing. */
  survivesPowerCycle(): { readonly channels: boolean; readonly lock: boolean; readonly message: boolean };
}

const NOTHING = new Uint8Array(0);

/** The sound decisions. */
export const soundHidPolicy: HidPolicy = {
  initNonce: (nonce) => nonce,
  newChannel: (previous, drawn, isLive) => {
    let channel = previous === undefined ? drawn : (previous + 1) >>> 0;
    while (channel === 0 || channel === BROADCAST_CHANNEL || isLive(channel)) channel = (channel + 1) >>> 0;
    return channel;
  },
  resyncedChannel: (channel) => channel,
  initAnswerChannel: (requestChannel) => requestChannel,
  initAnswer: (answer) => answer,
  protocolVersion: () => 2,
  capabilities: ({ capabilities }) =>
    (capabilities.wink ? hidCapability.WINK : 0) |
    (capabilities.cbor ? hidCapability.CBOR : 0) |
    (capabilities.nmsg ? hidCapability.NMSG : 0),
  abortsOnInit: (initChannel, occupant) => initChannel === occupant,
  acceptsChannel: (channel, command, isAllocated, channels) => {
    if (channel === 0) return false;
    if (channel === BROADCAST_CHANNEL) return command === hidCommand.INIT;
    return isAllocated || channels === 'lenient';
  },
  isBusy: (channel, command, { occupiedBy, lockedBy }) => {
    if (lockedBy !== undefined && lockedBy !== channel) return true;
    return occupiedBy !== undefined && command !== hidCommand.INIT;
  },

  forgetsMessageWhenBusy: () => false,

  knowsCommand: (command, { capabilities, lock }) => {
    switch (command) {
      case hidCommand.INIT:
      case hidCommand.PING:
      case hidCommand.CANCEL:
        return true;
      case hidCommand.MSG:
        return !capabilities.nmsg;
      case hidCommand.CBOR:
        return capabilities.cbor;
      case hidCommand.WINK:
        return capabilities.wink;
      case hidCommand.LOCK:
        return lock;
      default:
        return false;
    }
  },
  acceptsLength: (command, length, maxMessage) => {
    switch (command) {
      case hidCommand.INIT:
        return length === 8;
      case hidCommand.LOCK:
        return length === 1;
      case hidCommand.WINK:
        return length === 0;
      case hidCommand.CBOR:
      case hidCommand.MSG:
        return length > 0 && length <= maxMessage;
      default:
        return length <= maxMessage;
    }
  },
  acceptsSequence: (expected, received) => expected === received,
  onInitMidMessage: () => 'invalid-seq',
  strayContinuationError: () => undefined,
  assembled: (_command, payload) => payload,
  transactionTimeoutMs: (profile) => profile.transactionTimeoutMs,
  tellsTimeout: (profile) => profile.timeoutError,
  errorCode: (code) => code,
  errorChannel: (channel) => channel,
  answerCommand: (command) => command,
  fragment: splitMessage,
  padding: () => undefined,
  copies: () => 1,

  pingEcho: (payload) => payload,
  winkAnswer: () => NOTHING,
  lockSeconds: (requested) => (requested <= 10 ? requested : undefined),
  holdsLock: (untilMs, nowMs) => nowMs < untilMs,
  ctap2Request: (request) => request,
  ctap2Response: (answer) => answer,
  ctap1Response: (answer) => answer,

  keepaliveMs: (profile) => profile.keepaliveMs,
  announcesWait: () => true,
  keepalivePayload: (isWaitingForUser) =>
    Uint8Array.of(isWaitingForUser ? keepaliveStatus.UPNEEDED : keepaliveStatus.PROCESSING),
  cancels: (channel, workChannel) => channel === workChannel,
  cancelOutcome: () => 'cancelled',
  cancelAnswer: () => undefined,
  answersCancelled: () => true,
  idleCancelError: () => undefined,
  remembersIdleCancel: () => false,
  userTimeoutMs: (timeoutMs) => timeoutMs,

  survivesPowerCycle: () => ({ channels: false, lock: false, message: false }),
};
