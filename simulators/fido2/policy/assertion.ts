import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { AssertionParts } from '../assertion.ts';
import type { FidoProfile } from '../profile.ts';
import type { Credential, DurableState, Sequence, StoredUser } from '../state.ts';

/** Decisions of getAssertion and getNextAssertion. A status of `undefined` means that the step lets the request pass. */
export const assertionPolicy = {
  /** The refusal of the `rk` option, which getAssertion does not have. */
  assertionRkStatus(rk: boolean | undefined, profile: FidoProfile): number | undefined {
    return rk === undefined ? undefined : profile.manners.unsupportedOption;
  },

  /** Whether the assertion is asked to show presence: unless told otherwise. */
  wantsPresence(up: boolean | undefined): boolean {
    return up !== false;
  },

  /** Whether an allowList counts: an empty one is taken as absent. */
  hasAllowList(length: number | undefined): boolean {
    return length !== undefined && length > 0;
  },

  /** The answer when no credential fits. */
  noCredentialsStatus(): number {
    return ctapStatus.CTAP2_ERR_NO_CREDENTIALS;
  },

  /** Whether the touch itself verified the user: a finger known to the key, though nobody asked for more than presence. */
  touchVerifies(wantsPresence: boolean, profile: FidoProfile): boolean {
    return wantsPresence && profile.manners.touchVerifies === true;
  },

  /** Whether getAssertion waits for a touch. */
  assertionNeedsTouch(wantsPresence: boolean, isPresent: boolean): boolean {
    return wantsPresence && !isPresent;
  },

  /** The counters after an assertion, with the value that it shows. */
  assertionCount(
    credential: Credential,
    durable: DurableState,
    profile: FidoProfile,
  ): { device: number; own: number; shown: number } {
    const own = credential.resident?.signCount ?? 0;
    if (profile.counter === 'zero') return { device: durable.signCount, own, shown: 0 };
    const { counterStep = 1 } = profile.manners;
    if (profile.counter === 'per-credential' && credential.resident !== undefined) {
      return { device: durable.signCount, own: own + counterStep, shown: own + counterStep };
    }
    const device = durable.signCount + counterStep;
    return { device, own, shown: device };
  },

  /** The flags byte of an assertion. */
  assertionFlags(isPresent: boolean, isVerified: boolean, hasExtensions: boolean, profile: FidoProfile): number {
    const { eligible, state } = profile.backupFlags;
    return (
      (isPresent ? 0x01 : 0) |
      (isVerified ? 0x04 : 0) |
      (eligible ? 0x08 : 0) |
      (state ? 0x10 : 0) |
      (hasExtensions ? 0x80 : 0)
    );
  },

  /** The rpIdHash that an assertion shows. */
  assertedRpIdHash(rpIdHash: Uint8Array): Uint8Array {
    return rpIdHash;
  },

  /** Whether alwaysUv binds a request: not one that asks nobody for presence. */
  alwaysUvBinds(wantsPresence: boolean): boolean {
    return wantsPresence;
  },

  /** Whether an assertion names its credential, however many an allowList named. */
  showsCredential(_named: number): boolean {
    return true;
  },

  /** The credential id that an assertion shows. */
  shownCredentialId(credential: Credential): Uint8Array {
    return credential.id;
  },

  /** What an assertion tells of the user: the id of a discoverable credential; names only to a verified user who must choose. */
  shownUser(credential: Credential, isVerified: boolean, accounts: number): StoredUser | undefined {
    const user = credential.resident?.user;
    if (user === undefined) return undefined;
    return isVerified && accounts > 1 ? user : { id: user.id };
  },

  /** numberOfCredentials: where there are several accounts, one too for some keys, and never with an allowList. */
  shownNumber(accounts: number, hasAllowList: boolean, profile: FidoProfile): number | undefined {
    if (hasAllowList) return undefined;
    return accounts > 1 || profile.manners.tellsNumberOfOne === true ? accounts : undefined;
  },

  /** What the answers of getNextAssertion take over from getAssertion: everything. */
  carried(parts: AssertionParts): AssertionParts {
    return parts;
  },

  /** The accounts that getNextAssertion gives after the first. */
  accountsAfter(accounts: Credential[]): Credential[] {
    return accounts.slice(1);
  },

  /** The refusal of getNextAssertion without a sequence, past its end, on another channel or too late. */
  noNextAssertionStatus(profile: FidoProfile): number {
    return profile.manners.pastLastAssertion;
  },

  /** The deadline of a sequence after one of its steps. */
  deadlineAfterStep(sequence: Sequence, nowMs: number, profile: FidoProfile): number {
    return Math.max(sequence.deadlineMs, nowMs + profile.sequenceTimeoutMs);
  },

  /** Which of the remaining accounts getNextAssertion gives: the first. */
  nextAccountIndex(_remaining: readonly Credential[]): number {
    return 0;
  },
};
