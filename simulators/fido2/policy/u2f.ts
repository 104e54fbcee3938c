import { concat } from '../../../src/bytes/bytes.ts';
import { type FidoProfile, servesU2f } from '../profile.ts';
import type { Credential } from '../state.ts';

const ES256 = -7;

/** Decisions of CTAP1/U2F (FIDO U2F Raw Message Formats 1.2; CTAP 2.3 section 7). */
export const u2fPolicy = {
  /** Whether U2F is served at all: not while every use must verify the user. */
  servesU2f(profile: FidoProfile): boolean {
    return servesU2f(profile);
  },

  /** Whether a class byte is that of U2F. */
  isU2fClass(cla: number): boolean {
    return cla === 0x00;
  },

  /** What an instruction byte asks for; `undefined` where U2F has no such instruction. */
  u2fInstruction(ins: number): number | undefined {
    return ins === 0x01 || ins === 0x02 || ins === 0x03 ? ins : undefined;
  },

  /** Whether so many bytes are a registration's challenge and application. */
  isU2fRegistrationLength(length: number): boolean {
    return length === 64;
  },

  /** The status word of a message that cannot be served: as the raw message format names it. */
  u2fMessageStatus(word: number): number {
    return word;
  },

  /** The credential of a registration: the one just made, never one of those `known` since power-up. */
  u2fNewCredential(made: Credential, _known: Iterable<Credential>): Credential {
    return made;
  },

  /** Whether a registration needs somebody there. */
  u2fRegistrationNeedsPresence(): boolean {
    return true;
  },

  /** Whether an authentication with this control byte needs somebody there: all but 0x08. */
  u2fAuthenticationNeedsPresence(control: number): boolean {
    return control !== 0x08;
  },

  /** Whether a control byte only asks whether the key handle is ours. */
  isCheckOnly(control: number): boolean {
    return control === 0x07;
  },

  /** Whether a control byte is one of the three. */
  isU2fControl(control: number): boolean {
    return control === 0x03 || control === 0x07 || control === 0x08;
  },

  /** The status word of a key handle that is ours, asked about without a signature. */
  checkOnlyStatus(): number {
    return 0x6985;
  },

  /** The status word of a key handle that is not ours, or not of this application. */
  foreignHandleStatus(): number {
    return 0x6a80;
  },

  /** The status word where nobody is there. */
  u2fPresenceStatus(): number {
    return 0x6985;
  },

  /** Whether a credential may be used over U2F: not one that must be protected, and only ECDSA over P-256. */
  isUsableOverU2f(credential: Credential): boolean {
    return credential.credProtect === 1 && credential.alg === ES256;
  },

  /** The rpIdHash of the credentials of an application: its parameter, as both are SHA-256 of what names it. */
  u2fApplicationOf(applicationParameter: Uint8Array): Uint8Array {
    return applicationParameter;
  },

  /** What a registration signs. */
  u2fRegistrationMessage(
    application: Uint8Array,
    challenge: Uint8Array,
    keyHandle: Uint8Array,
    point: Uint8Array,
  ): Uint8Array {
    return concat(Uint8Array.of(0x00), application, challenge, keyHandle, point);
  },

  /** What an authentication signs. */
  u2fAuthenticationMessage(
    application: Uint8Array,
    presence: number,
    counter: Uint8Array,
    challenge: Uint8Array,
  ): Uint8Array {
    return concat(application, Uint8Array.of(presence), counter, challenge);
  },

  /** The user presence byte of an authentication. */
  u2fPresenceByte(isPresent: boolean): number {
    return isPresent ? 0x01 : 0x00;
  },

  /** The counter that an authentication shows. */
  u2fShownCounter(counter: number): number {
    return counter;
  },

  /** The reserved first byte of a registration. */
  u2fReservedByte(): number {
    return 0x05;
  },

  /** What the version command answers. */
  u2fVersion(): string {
    return 'U2F_V2';
  },
};
