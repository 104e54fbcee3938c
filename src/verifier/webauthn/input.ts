import type { CborValue } from '../../codec/cbor/value.ts';
import type { VerifyKey } from '../../crypto/verify-key.ts';
import type { MetadataSource } from './metadata-source.ts';
import type { Profile } from './profile.ts';

export type { MetadataSource, MetadataVerdict } from './metadata-source.ts';

/** What both ceremonies expect of client data (sections 7.1 and 7.2). */
export interface ClientDataExpectations {
  readonly challenge: Uint8Array;
  /** Origins that are the relying party's own, compared character for character. */
  readonly origins: readonly string[];
  /** Whether the ceremony may run in a frame of another origin; `refused` by default. */
  readonly crossOrigin?: 'refused' | 'allowed';
  /** Pages that may frame the relying party. Absent: a topOrigin is unexpected. */
  readonly topOrigins?: readonly string[];
}

/** What both ceremonies expect of authenticator data. */
export interface AuthenticatorExpectations {
  /** `required`: UV must be set; `preferred` (default) and `discouraged`: reported only. */
  readonly userVerification?: 'required' | 'preferred' | 'discouraged';
  /** `required` by default; `not-required` after a conditional create, or for a silent assertion at a key. */
  readonly userPresence?: 'required' | 'not-required';
  /** Extension inputs as requested, by client or authenticator identifier. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** What to do with extension outputs that were not requested; `ignored` by default. */
  readonly unsolicitedExtensions?: 'ignored' | 'refused';
}

/** Which attestation a relying party takes (section 7.1 steps 23 and 24). */
export interface AttestationPolicy {
  /** Whether none attestation will do; true by default. */
  readonly acceptNone?: boolean;
  /** Whether self attestation will do; true by default. */
  readonly acceptSelf?: boolean;
  /** Certificates in DER that are trusted: roots, intermediates or leaves. Absent: paths are not judged. */
  readonly anchors?: readonly Uint8Array[];
  /** Metadata of authenticators. The roots of an entry are anchors beside `anchors`; an untrusted status refuses. */
  readonly metadata?: MetadataSource;
  /** The time at which certificates must be valid, milliseconds since the epoch. Absent: validity is not judged. */
  readonly atMs?: number;
  /** The formats that will do, by identifier. Absent: all that are verified, android-safetynet only with `acceptSafetyNet`. */
  readonly formats?: readonly string[];
  /** Whether android-safetynet will do, whose service was shut down; false by default. */
  readonly acceptSafetyNet?: boolean;
  /** How far a SafetyNet timestamp may be from `atMs`, in milliseconds; 60,000 by default. */
  readonly safetyNetWindowMs?: number;
  /** Whether an Android key must have its origin and purpose enforced by its trusted environment; false by default. */
  readonly teeEnforcedOnly?: boolean;
  /** Which parts of a compound attestation must hold (section 8.9 leaves it to policy). */
  readonly compound?: CompoundPolicy;
  /** Whether certificates signed with SHA-1 will do; false by default. MD5 and older never will. */
  readonly sha1Certificates?: boolean;
  /** Certificates that were revoked. Absent: revocation is not judged. Judged only where `anchors` are given. */
  readonly revocation?: RevocationPolicy;
}

/** Which parts of a compound attestation must hold. */
export interface CompoundPolicy {
  /** How many parts must be verified and acceptable; `all` by default. Parts of one format by one certificate count once. */
  readonly required?: 'all' | number;
  /** What to do with a part of a format that is not verified here; `refused` by default, `ignored`: it does not count. */
  readonly unknownParts?: 'refused' | 'ignored';
}

/** Certificates that were revoked, by lists of their issuers or by name. */
export interface RevocationPolicy {
  /**
   * Certificate revocation lists in DER (RFC 5280 section 5). One counts where the issuer in the path signed it; where the
   * only ones of an issuer are not current at `atMs`, its certificates are refused.
   */
  readonly crls?: readonly Uint8Array[];
  /** Whether each certificate below the anchor must be covered by a current list; false by default. */
  readonly required?: boolean;
  readonly revoked?: readonly RevokedCertificate[];
}

/** A certificate that was revoked: SHA-256 of its DER, or its serial number (big-endian), with its issuer's name in DER where given. */
export type RevokedCertificate =
  | { readonly sha256: Uint8Array }
  | { readonly serialNumber: Uint8Array; readonly issuer?: Uint8Array };

/** What a registration expects of the attestation object. */
export interface AttestationExpectations extends AuthenticatorExpectations {
  /** The algorithms asked for. Absent: any supported one. */
  readonly pubKeyCredParams?: readonly { readonly type: string; readonly alg: number }[];
  readonly attestation?: AttestationPolicy;
  /** `residentKey` as requested; where `required`, credProps that says otherwise is remarked. */
  readonly residentKey?: 'required' | 'preferred' | 'discouraged';
  /** Whether a credential id is known already (section 7.1 step 26). Absent: not judged. */
  readonly isRegistered?: (credentialId: Uint8Array) => boolean;
}

/** The response of navigator.credentials.create(), bytes as bytes. */
export interface RegistrationResponse {
  readonly id?: string;
  readonly rawId: Uint8Array;
  readonly type?: string;
  readonly clientDataJSON: Uint8Array;
  readonly attestationObject: Uint8Array;
  readonly clientExtensionResults?: Readonly<Record<string, unknown>>;
  /** What getTransports() gave; handed on to the credential record. */
  readonly transports?: readonly string[];
}

/** A registration in JSON, its binary members in base64url without padding, or in bytes. */
export interface RegistrationJsonInput {
  /** A `RegistrationResponseJson` as it came over the network: anything at all ends in a verdict. */
  readonly response: unknown;
  readonly expected: Omit<RegistrationInput['expected'], 'challenge'> & { readonly challenge: Uint8Array | string };
  /** `strict` by default. */
  readonly profile?: Profile;
}

/** A registration and what is expected of it. */
export interface RegistrationInput {
  readonly response: RegistrationResponse;
  readonly expected: ClientDataExpectations & AttestationExpectations & { readonly rpId: string };
  /** `strict` by default. */
  readonly profile?: Profile;
}

/** The response of navigator.credentials.get(), bytes as bytes. */
export interface AssertionResponse {
  readonly id?: string;
  readonly rawId: Uint8Array;
  readonly type?: string;
  readonly clientDataJSON: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  readonly userHandle?: Uint8Array | null;
  readonly clientExtensionResults?: Readonly<Record<string, unknown>>;
}

/** The credential record that the relying party stored (section 4). */
export interface StoredCredential {
  readonly id: Uint8Array;
  /** COSE_Key bytes, or the key that `verifyRegistration` parsed: parsing costs more than verifying. */
  readonly publicKey: Uint8Array | VerifyKey;
  readonly signCount: number;
  readonly uvInitialized?: boolean;
  readonly backupEligible?: boolean;
  readonly backupState?: boolean;
  /** The user handle of the account that owns it. */
  readonly userHandle?: Uint8Array;
}

/** An assertion in JSON, its binary members in base64url without padding, or in bytes. */
export interface AssertionJsonInput {
  /** An `AuthenticationResponseJson` as it came over the network: anything at all ends in a verdict. */
  readonly response: unknown;
  readonly credential: Omit<StoredCredential, 'id' | 'publicKey' | 'userHandle'> & {
    readonly id: Uint8Array | string;
    readonly publicKey: Uint8Array | string | VerifyKey;
    readonly userHandle?: Uint8Array | string;
  };
  readonly expected: Omit<AssertionInput['expected'], 'challenge' | 'allowCredentials'> & {
    readonly challenge: Uint8Array | string;
    readonly allowCredentials?: readonly (Uint8Array | string)[];
  };
  /** `strict` by default. */
  readonly profile?: Profile;
}

/** An assertion, the credential that it names, and what is expected of it. */
export interface AssertionInput {
  readonly response: AssertionResponse;
  readonly credential: StoredCredential;
  readonly expected: ClientDataExpectations &
    AuthenticatorExpectations & {
      readonly rpId: string;
      /** The appid extension's input, for credentials made by the older U2F interface. */
      readonly appId?: string;
      /** Ids that the request listed. Absent or empty: any credential of the account. */
      readonly allowCredentials?: readonly Uint8Array[];
      /** `required` where the user was not known before the ceremony (section 7.2 step 6); `optional` by default. */
      readonly userHandle?: 'required' | 'optional';
    };
  /** `strict` by default. */
  readonly profile?: Profile;
}

/** An attestation as a key gives it: encoded, or in the three parts of a CTAP response. */
export type AttestationBytes =
  | { readonly attestationObject: Uint8Array }
  | { readonly fmt: string; readonly attStmt: CborValue; readonly authData: Uint8Array };

/** The authenticator-level part of a registration, judged with the hash of client data alone. */
export type AttestationBytesInput = AttestationBytes & {
  readonly clientDataHash: Uint8Array;
  readonly rpId: string;
  readonly expected?: AttestationExpectations;
  /** `strict` by default. */
  readonly profile?: Profile;
};

/** The authenticator-level part of an assertion, judged with the hash of client data alone. */
export interface AssertionBytesInput {
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  readonly clientDataHash: Uint8Array;
  readonly rpId: string;
  readonly publicKey: Uint8Array | VerifyKey;
  /** The counter stored before. Absent: the counter rule is not judged. */
  readonly signCount?: number;
  /** BE as stored at registration. Absent: its change is not judged. */
  readonly backupEligible?: boolean;
  readonly expected?: AuthenticatorExpectations;
  /** `strict` by default. */
  readonly profile?: Profile;
}
