import type { CborMap } from '../../codec/cbor/value.ts';
import type { CoseKey } from '../../codec/cose-key.ts';
import type { VerifyKey } from '../../crypto/verify-key.ts';
import type { Relaxation } from './profile.ts';
import type { RefusalCode } from './refusal-code.ts';
import type { SpecReference, Step } from './step.ts';

/** A remark that no duty stands behind. */
export type Remark =
  | 'client-data-member-repeated'
  | 'token-binding-present'
  | 'reserved-flags-set'
  | 'credential-not-discoverable';

/** A broken duty that the profile waived, or something a relying party may want to know. */
export interface Warning {
  readonly code: RefusalCode | Remark;
  readonly because: string;
  /** The switch that let it through; absent for a mere remark. */
  readonly waivedBy?: Relaxation;
}

/** A refused ceremony. `steps` ends with the step that failed. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly code: RefusalCode;
  readonly because: string;
  readonly spec: SpecReference;
  readonly steps: readonly Step[];
  readonly warnings: readonly Warning[];
}

/** The flags of authenticator data by name (section 6.1). */
export interface Flags {
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backupState: boolean;
}

/** What a relying party stores of a new credential (the credential record of section 4), with its key parsed. */
export interface NewCredential {
  readonly id: Uint8Array;
  /** COSE_Key bytes as attested. */
  readonly publicKey: Uint8Array;
  readonly coseKey: CoseKey;
  /** Parsed once; keep it and hand it to `verifyAssertion`. Absent only where the profile leaves the key unread. */
  readonly verifyKey?: VerifyKey;
  readonly algorithm: number;
  readonly aaguid: Uint8Array;
  readonly signCount: number;
  readonly uvInitialized: boolean;
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  /** How the client reached the authenticator, where the caller handed it on. */
  readonly transports?: readonly string[];
}

/**
 * The attestation type of section 6.5.4, as far as the statement tells: `attca` of tpm and `anonca` of apple alone;
 * `basic` stands for Basic or AttCA where a format leaves it open. `unverified`: the profile takes a custom format as it is.
 */
export type AttestationType = 'none' | 'self' | 'basic' | 'attca' | 'anonca' | 'unverified';

/** What an attestation statement proved. */
export interface AttestationFacts {
  readonly format: string;
  readonly type: AttestationType;
  /** Certificates in DER, the leaf first; empty for none and self. */
  readonly trustPath: readonly Uint8Array[];
  /** Whether the path ends at an anchor that the caller gave. */
  readonly trusted: boolean;
  /** Of compound alone: what each part that counts proved; the members beside it are those of the strongest part. */
  readonly parts?: readonly AttestationFacts[];
}

/** An accepted attestation, judged without client data. */
export interface AttestationAccepted {
  readonly kind: 'accepted';
  readonly steps: readonly Step[];
  readonly warnings: readonly Warning[];
  readonly credential: NewCredential;
  readonly attestation: AttestationFacts;
  readonly flags: Flags;
  readonly extensions?: CborMap;
}

/** An accepted registration. */
export interface RegistrationAccepted extends AttestationAccepted {
  readonly origin: string;
}

/** An accepted assertion, judged without client data. `signCount`, `backupState` and `uvInitialized` are to be stored. */
export interface AssertionBytesAccepted {
  readonly kind: 'accepted';
  readonly steps: readonly Step[];
  readonly warnings: readonly Warning[];
  readonly signCount: number;
  readonly flags: Flags;
  readonly extensions?: CborMap;
}

/** An accepted assertion, with the members of the credential record to be updated (section 7.2 step 24). */
export interface AssertionAccepted extends AssertionBytesAccepted {
  readonly origin: string;
  readonly credentialId: Uint8Array;
  readonly update: { readonly signCount: number; readonly backupState: boolean; readonly uvInitialized: boolean };
}

/** The end of `verifyAttestationBytes`. */
export type AttestationVerdict = AttestationAccepted | Rejected;
/** The end of `verifyRegistration`. */
export type RegistrationVerdict = RegistrationAccepted | Rejected;
/** The end of `verifyAssertionBytes`. */
export type AssertionBytesVerdict = AssertionBytesAccepted | Rejected;
/** The end of `verifyAssertion`. */
export type AssertionVerdict = AssertionAccepted | Rejected;
