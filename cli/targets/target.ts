import type { Subject } from '../../conformance/vocabulary/event.ts';

/** A target as the user wrote it, taken apart. */
export type Target = KeyTarget | PartyTarget | SimOathTarget | OtpTarget;
/** A key. */
export type KeyTarget = SimFido2Target | UsbTarget | NfcTarget | UdpTarget | TcpTarget | VpcdTarget | TraceTarget;
/** A relying party. */
export type PartyTarget = SimVerifierTarget | HttpTarget;

/** A verifier of one-time codes. */
export type OtpTarget = SimOtpVerifierTarget | ExecTarget | HttpOathTarget;

/** What a target is judged as. */
export function subjectOf(target: Target): Subject {
  if (target.kind === 'sim-oath') return 'oath-token';
  if (isOtpTarget(target)) return 'oath-verifier';
  return isPartyTarget(target) ? 'verifier' : 'key';
}

/** Whether a target is a key. */
export function isKeyTarget(target: Target): target is KeyTarget {
  return subjectOf(target) === 'key';
}

/** Whether a target is a verifier of one-time codes. */
export function isOtpTarget(target: Target): target is OtpTarget {
  return target.kind === 'sim-otp-verifier' || target.kind === 'exec' || target.kind === 'http-oath';
}

/** Whether a target is a relying party. */
export function isPartyTarget(target: Target): target is PartyTarget {
  return target.kind === 'sim-verifier' || target.kind === 'http';
}

/** The simulated key, in process. */
export interface SimFido2Target {
  readonly kind: 'sim-fido2';
  readonly uri: string;
  readonly profile: string | undefined;
  readonly faults: readonly string[];
  /** The key's own seed; without it the key draws from the seed of the run. */
  readonly seed: number | undefined;
}

/** A key that speaks CTAPHID reports in datagrams. */
export interface UdpTarget {
  readonly kind: 'udp';
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  /** The port we bind, for keys that answer to a fixed one. */
  readonly local: number | undefined;
}

/** A key on USB HID. */
export interface UsbTarget {
  readonly kind: 'usb';
  readonly uri: string;
  /** Its serial number or its path; `undefined`: the only one that is plugged in. */
  readonly key: string | undefined;
}

/** A key on a PC/SC reader. */
export interface NfcTarget {
  readonly kind: 'nfc';
  readonly uri: string;
  /** Part of the reader's name; `undefined`: the only one that holds a card. */
  readonly reader: string | undefined;
}

/** A key that speaks CTAPHID reports over TCP, each after its length. */
export interface TcpTarget {
  readonly kind: 'tcp';
  readonly uri: string;
  readonly host: string;
  readonly port: number;
}

/** A card that connects to us as to vpcd's reader. */
export interface VpcdTarget {
  readonly kind: 'vpcd';
  readonly uri: string;
  /** The port we listen on, on loopback. */
  readonly port: number;
}

/** A transcript, replayed as the key that it was recorded of. */
export interface TraceTarget {
  readonly kind: 'trace';
  readonly uri: string;
  readonly file: string;
}

/** Our own verifier as a relying party, in process. */
export interface SimVerifierTarget {
  readonly kind: 'sim-verifier';
  readonly uri: string;
  /** `strict` unless given. */
  readonly profile: string | undefined;
  readonly faults: readonly string[];
}

/** A server of FIDO's server-conformance REST shape. */
export interface HttpTarget {
  readonly kind: 'http';
  readonly uri: string;
  /** Its address without query and without a slash at the end: `http://localhost:3000/base`. */
  readonly base: string;
  /** The origin that it takes, where the user named it. */
  readonly origin: string | undefined;
  /** It was told our roots, and trusts no others. */
  readonly trust: 'ours' | undefined;
  /** It was told our revocation lists. */
  readonly revocation: 'ours' | undefined;
  /** Pages of other origins may frame it. */
  readonly framed: boolean;
}

/** The simulated hardware token of one-time codes, in process. */
export interface SimOathTarget {
  readonly kind: 'sim-oath';
  readonly uri: string;
  /** `generic` unless given. */
  readonly profile: string | undefined;
  readonly faults: readonly string[];
  /** How far its clock is ahead when it is made. */
  readonly skewSeconds: number | undefined;
  /** The rate of its crystal; drawn within its data sheet unless given. */
  readonly driftPpm: number | undefined;
  /** All orders bring this one token; without it every order brings another of the batch. */
  readonly seed: number | undefined;
}

/** Our own verifiers of one-time codes, in process. */
export interface SimOtpVerifierTarget {
  readonly kind: 'sim-otp-verifier';
  readonly uri: string;
  /** `bounded` unless given. */
  readonly profile: string | undefined;
  readonly faults: readonly string[];
}

/** A verifier of one-time codes that is a command: a request a line in, a verdict a line out. */
export interface ExecTarget {
  readonly kind: 'exec';
  readonly uri: string;
  /** Run by sh. */
  readonly command: string;
}

/** A verifier of one-time codes that is a server. */
export interface HttpOathTarget {
  readonly kind: 'http-oath';
  readonly uri: string;
  /** Its address without query and without a slash at the end. */
  readonly base: string;
}
