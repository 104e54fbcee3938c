import { compareBytes, equalBytes } from '../../src/bytes/bytes.ts';
import type { Random } from '../../src/env/env.ts';
import { type FirmwareVersion, isAtLeast, type OathCardProfile } from './profile.ts';
import type { OathCredential } from './state.ts';
import { oathStatus } from './status.ts';

/** Every decision of the sound OATH card, each a function that a fault may replace. */
export const soundOathCardPolicy = {
  // -- what a firmware can do

  /** Whether credentials may ask for a touch. */
  knowsTouch(version: FirmwareVersion): boolean {
    return isAtLeast(version, [4, 2, 6]);
  },

  /** Whether SHA-512 is there: it came with 4.3.1 and was missing in 4.4. */
  knowsSha512(version: FirmwareVersion): boolean {
    return isAtLeast(version, [4, 3, 1]) && !(version[0] === 4 && version[1] === 4);
  },

  /** Whether credentials can be renamed. */
  knowsRename(version: FirmwareVersion): boolean {
    return isAtLeast(version, [5, 3, 1]);
  },

  // -- the password

  /** Whether commands that need the password are carried out. */
  isOpen(hasCode: boolean, isValidated: boolean): boolean {
    return !hasCode || isValidated;
  },

  /** Whether the password counts as proved after SELECT, where it was before. */
  staysValidated(_wasValidated: boolean): boolean {
    return false;
  },

  /** The challenge of a SELECT. */
  challenge(random: Random, _before: Uint8Array): Uint8Array {
    return random.bytes(8);
  },

  /** Whether a response proves the code. */
  proves(expected: Uint8Array, response: Uint8Array): boolean {
    return equalBytes(expected, response);
  },

  /** The status word for a proof in VALIDATE that does not fit. */
  wrongProof(): number {
    return oathStatus.WRONG_SYNTAX;
  },

  /** The identifier after RESET. */
  deviceIdAfterReset(random: Random, _before: Uint8Array): Uint8Array {
    return random.bytes(8);
  },

  // -- credentials

  /** Whether two names are one credential's. */
  isSameName(left: Uint8Array, right: Uint8Array): boolean {
    return equalBytes(left, right);
  },

  /** Whether these credentials fit on the card. */
  fits(credentials: readonly OathCredential[], profile: OathCardProfile): boolean {
    const listBytes = credentials.reduce((sum, { name }) => sum + 3 + name.length, 0);
    return credentials.length <= profile.capacity && listBytes <= (profile.maxListBytes ?? Number.POSITIVE_INFINITY);
  },

  /** Whether a credential may take a name that another one has. */
  renamesOver(): boolean {
    return false;
  },

  // -- codes

  /** Whether a code of this credential costs a touch. */
  asksTouch(credential: OathCredential): boolean {
    return credential.needsTouch;
  },

  /** The counter that a code is made with (RFC 4226 section 5.2: the one kept, not the next). */
  counterOfCode(kept: number): number {
    return kept;
  },

  /** The counter that is kept before that code leaves the card. */
  counterAfter(counter: number): number {
    return counter + 1;
  },

  /** Whether a challenge is above the one before: numbers, the high-order byte first. */
  increases(before: Uint8Array | undefined, challenge: Uint8Array): boolean {
    return before === undefined || compareNumbers(challenge, before) > 0;
  },

  /** The truncated value: four bytes where the last four bits of the MAC point, the top bit cleared (RFC 4226 section 5.3). */
  truncated(mac: Uint8Array): Uint8Array {
    const at = mac[mac.length - 1]! & 0x0f;
    return Uint8Array.of(mac[at]! & 0x7f, mac[at + 1]!, mac[at + 2]!, mac[at + 3]!);
  },

  // -- the wire

  /** Most bytes of one answer for a host that takes `ne`. */
  partLength(ne: number): number {
    return ne;
  },
};

/** The decisions of an OATH card. */
export type OathCardPolicy = typeof soundOathCardPolicy;

function compareNumbers(left: Uint8Array, right: Uint8Array): number {
  const [a, b] = [withoutZeros(left), withoutZeros(right)];
  return a.length === b.length ? compareBytes(a, b) : a.length - b.length;
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}
