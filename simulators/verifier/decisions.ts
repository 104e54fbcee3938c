import { equalBytes } from '../../src/bytes/bytes.ts';
import type { CreationOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { Random } from '../../src/env/env.ts';
import type { AssertionInput, RegistrationInput } from '../../src/verifier/webauthn/input.ts';
import { Ledger, type Oversight } from '../../src/verifier/webauthn/ledger.ts';
import { strict } from '../../src/verifier/webauthn/profile.ts';
import type { AssertionAccepted, AssertionVerdict, RegistrationVerdict } from '../../src/verifier/webauthn/verdict.ts';
import { verifyAssertionBy } from '../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistrationBy } from '../../src/verifier/webauthn/verify-registration.ts';
import { pubKeyCredParams } from './options.ts';
import type { SimulatedVerdict } from './party-verdict.ts';
import { type Read, readAssertion, readRegistration } from './read-response.ts';
import type { CeremonyBegun, CeremonyWanted, PartyCredential, PartyUser } from './records.ts';

/** Every decision of a sound relying party, pure: what a fault may replace. */
export interface VerifierDecisions {
  /** The steps that the verifier does not see: none. */
  readonly overlooks: Oversight;
  /** The body of `/attestation/result` as a response, or why it is none. */
  readRegistration(body: unknown): Read<RegistrationInput['response']>;
  /** The body of `/assertion/result` as a response, or why it is none. */
  readAssertion(body: unknown): Read<AssertionInput['response']>;
  verifyRegistration(input: RegistrationInput, overlooks: Oversight): RegistrationVerdict;
  verifyAssertion(input: AssertionInput, overlooks: Oversight): AssertionVerdict;
  /** At least 16 bytes that nobody foresees (WebAuthn Level 3 section 13.4.3). */
  issueChallenge(random: Random): Uint8Array;
  /** How long a challenge is good for, in milliseconds. */
  readonly challengeLifetimeMs: number;
  /** The ceremony that a result ends, among all that were begun, oldest first. */
  ceremonyOf(begun: readonly CeremonyBegun[], wanted: CeremonyWanted): CeremonyBegun | undefined;
  /** Whether a ceremony is over after its result, whatever that was. */
  isOver(ceremony: CeremonyBegun): boolean;
  /** Whether the challenge of a ceremony is too old. */
  isExpired(ceremony: CeremonyBegun, nowMs: number, lifetimeMs: number): boolean;
  /** The user verification that a registration must show (section 7.1 step 16). */
  demandedOf(options: CreationOptionsJson): string | undefined;
  isRegistered(credentials: readonly PartyCredential[], credentialId: Uint8Array): boolean;
  /** The credential that an assertion names. */
  credentialOf(credentials: readonly PartyCredential[], rawId: Uint8Array): PartyCredential | undefined;
  /** Whether a credential may sign an account in (section 7.2 step 6). */
  mayUse(user: PartyUser, credential: PartyCredential): boolean;
  /** The user handle of a new account: bytes that tell nothing (section 14.6.1). */
  issueUserId(random: Random, name: string): Uint8Array;
  /** The public-key credential parameters of every registration. */
  readonly pubKeyCredParams: readonly { readonly type: string; readonly alg: number }[];
  /** The credentials that allowCredentials lists. */
  allowedFor(credentials: readonly PartyCredential[], user: PartyUser): readonly PartyCredential[];
  /** The credentials that excludeCredentials lists. */
  excludedFor(credentials: readonly PartyCredential[], user: PartyUser): readonly PartyCredential[];
  /** The counter to store after an assertion (section 7.2 step 24). */
  nextCounter(stored: PartyCredential, accepted: AssertionAccepted): number;
  /** What the client is told of a verdict. */
  tells(verdict: SimulatedVerdict): SimulatedVerdict;
}

/** Ten minutes, the upper end of what section 15.1 recommends as time-out. */
const TEN_MINUTES_MS = 600_000;

/** The decisions of a relying party that does everything WebAuthn Level 3 asks. */
export const soundVerifier: VerifierDecisions = {
  overlooks: { has: () => false },
  readRegistration,
  readAssertion,
  verifyRegistration: (input, overlooks) => verifyRegistrationBy(new Ledger(input.profile ?? strict, overlooks), input),
  verifyAssertion: (input, overlooks) => verifyAssertionBy(new Ledger(input.profile ?? strict, overlooks), input),
  issueChallenge: (random) => random.bytes(32),
  challengeLifetimeMs: TEN_MINUTES_MS,
  ceremonyOf: (begun, { kind, session }) => {
    const last = begun.findLast((ceremony) => ceremony.session === session);
    return last?.kind === kind ? last : undefined;
  },
  isOver: () => true,
  isExpired: ({ startedAtMs }, nowMs, lifetimeMs) => nowMs - startedAtMs > lifetimeMs,
  demandedOf: ({ authenticatorSelection }) => authenticatorSelection?.userVerification,
  isRegistered: (credentials, credentialId) => credentials.some(({ id }) => equalBytes(id, credentialId)),
  credentialOf: (credentials, rawId) => credentials.find(({ id }) => equalBytes(id, rawId)),
  mayUse: ({ id }, { userHandle }) => equalBytes(id, userHandle),
  issueUserId: (random) => random.bytes(32),
  pubKeyCredParams,
  allowedFor: ownCredentials,
  excludedFor: ownCredentials,
  nextCounter: (_stored, { update }) => update.signCount,
  tells: (verdict) => verdict,
};

function ownCredentials(credentials: readonly PartyCredential[], { id }: PartyUser): readonly PartyCredential[] {
  return credentials.filter(({ userHandle }) => equalBytes(userHandle, id));
}
