import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { StoredCredential } from '../../src/verifier/webauthn/input.ts';

/** An account of the relying party. */
export interface PartyUser {
  /** The user handle, 32 random bytes. */
  readonly id: Uint8Array;
  readonly name: string;
  readonly displayName: string;
}

/** A credential record (WebAuthn Level 3 section 4) with the account that owns it. */
export interface PartyCredential extends StoredCredential {
  readonly userHandle: Uint8Array;
  readonly signCount: number;
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  readonly uvInitialized: boolean;
  readonly transports: readonly string[];
}

interface CeremonyFacts {
  /** The session that began it. */
  readonly session: string;
  readonly challenge: Uint8Array;
  /** The account it is for; absent where the assertion is to name it. */
  readonly user?: PartyUser;
  readonly startedAtMs: number;
}

/** A registration whose options were given out. */
export interface RegistrationBegun extends CeremonyFacts {
  readonly kind: 'registration';
  readonly user: PartyUser;
  readonly options: CreationOptionsJson;
}

/** An authentication whose options were given out. */
export interface AssertionBegun extends CeremonyFacts {
  readonly kind: 'assertion';
  readonly options: RequestOptionsJson;
}

/** A ceremony that was begun and has not ended. */
export type CeremonyBegun = RegistrationBegun | AssertionBegun;

/** The result that looks for its ceremony. */
export interface CeremonyWanted {
  readonly kind: CeremonyBegun['kind'];
  readonly session: string;
  readonly nowMs: number;
  /** The challenge in client data as the result writes it; absent where there is none to be read. */
  readonly claimedChallenge: string | undefined;
}
