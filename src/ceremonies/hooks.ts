import type { CborMap, CborValue } from '../codec/cbor/value.ts';
import type { SigningKey } from '../crypto/signing-key.ts';
import type { Random } from '../env/env.ts';
import type { Authority } from './authority.ts';
import type { AssertionRequest, CreationRequest } from './request.ts';
import type { AttestationKind } from './variant.ts';

/** Client data before it is written: members in their order, as JSON values. */
export type ClientDataMembers = ReadonlyMap<string, unknown>;

/** Authenticator data before it is put together. Lengths are derived unless given, so that they can lie. */
export interface AuthenticatorDataParts {
  /** 32 bytes. */
  readonly rpIdHash: Uint8Array;
  /** All eight bits, AT and ED included. */
  readonly flags: number;
  readonly signCount: number;
  readonly attested?: {
    /** 16 bytes. */
    readonly aaguid: Uint8Array;
    readonly credentialId: Uint8Array;
    /** What the two length bytes say; the length of `credentialId` unless given. */
    readonly credentialIdLength?: number;
    /** COSE_Key bytes. */
    readonly publicKey: Uint8Array;
  };
  /** Bytes of the extension map. */
  readonly extensions?: Uint8Array;
  /** Bytes after everything. */
  readonly rest?: Uint8Array;
}

/** An X.509 certificate before it is signed; its format's own extensions are among `extensions`. */
export interface CertificateParts {
  /** 1, 2 or 3. */
  readonly version: number;
  /** Big-endian, positive. */
  readonly serialNumber: Uint8Array;
  readonly subject: readonly NameAttribute[];
  readonly issuer: readonly NameAttribute[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly CertificateExtensionParts[];
}

/** An attribute of a distinguished name: dotted object identifier, DER tag of its text (0x0c UTF8String, 0x13 PrintableString), text. */
export interface NameAttribute {
  readonly oid: string;
  readonly tag: number;
  readonly text: string;
}

/** An extension: dotted object identifier, criticality, content of its OCTET STRING. */
export interface CertificateExtensionParts {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Which certificate of a chain a hook is shown: the attestation certificate, the one that issued it, or the root. */
export type CertificateRole = 'leaf' | 'intermediate' | 'root';

/** What a hook may draw from and look at. */
export interface HookTools {
  readonly random: Random;
  readonly attestation: AttestationKind;
  /** What was asked, so that a spoil can be near it. */
  readonly request?: CreationRequest | AssertionRequest;
  /** The key of the credential, of an assertion alone: what it signs can be encoded otherwise. */
  readonly key?: SigningKey;
  /** The time of the ceremony, where it is known; milliseconds since the epoch. */
  readonly nowMs?: number;
}

/**
 * One step of a registration, spoiled. Each hook is given the sound value and gives the spoiled one; what comes after it
 * is made of the spoiled value and is sound otherwise: hashes, signatures and lengths are those of what they cover. A spoil has one hook.
 */
export interface RegistrationHooks {
  clientData?(sound: ClientDataMembers, tools: HookTools): ClientDataMembers;
  /** The text's bytes, before they are hashed. */
  clientDataBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  /** SHA-256 of client data as the authenticator gets it. */
  clientDataHash?(sound: Uint8Array, tools: HookTools): Uint8Array;
  /** The credential public key before it is encoded: a COSE_Key map. A value that is no map is encoded as it is. */
  publicKey?(sound: CborMap, tools: HookTools): CborValue;
  authenticatorData?(sound: AuthenticatorDataParts, tools: HookTools): AuthenticatorDataParts;
  /** Encoded authenticator data, before it is signed. */
  authenticatorDataBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  /** Who issues the certificates; asked once, before the statement is made. */
  authority?(sound: Authority, tools: HookTools): Authority;
  /** A certificate before its issuer signs it. A root that is changed, which x5c does not carry otherwise, stands last in x5c. */
  certificate?(sound: CertificateParts, role: CertificateRole, tools: HookTools): CertificateParts;
  /** The signed certificates of x5c in DER, the leaf first. */
  certificates?(sound: readonly Uint8Array[], tools: HookTools): readonly Uint8Array[];
  /** What the attestation signature is made over. */
  signedBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  /** The attestation signature, encoded. */
  signature?(sound: Uint8Array, tools: HookTools): Uint8Array;
  /** The members of the statement, in a map; of `compound`, an array of maps. */
  statement?(sound: CborValue, tools: HookTools): CborValue;
  /** Parts that only one format has, by name: `certInfo` and `pubArea` of tpm (bytes), `nonce` of apple (bytes), `keyDescription` of android-key (bytes), `payload` of android-safetynet (JSON text as bytes). */
  formatPart?(name: FormatPart, sound: Uint8Array, tools: HookTools): Uint8Array;
  /** The attestation object as a map of fmt, attStmt and authData. */
  attestationObject?(sound: CborMap, tools: HookTools): CborValue;
  attestationObjectBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  /** The JSON that is sent; members may be missing or of another type. */
  response?(sound: Readonly<Record<string, unknown>>, tools: HookTools): unknown;
}

/** A part that only one format has. */
export type FormatPart =
  | 'tpm.certInfo'
  | 'tpm.pubArea'
  | 'apple.nonce'
  | 'android-key.keyDescription'
  | 'android-safetynet.payload';

/** One step of an assertion, spoiled; see `RegistrationHooks`. */
export interface AssertionHooks {
  clientData?(sound: ClientDataMembers, tools: HookTools): ClientDataMembers;
  clientDataBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  clientDataHash?(sound: Uint8Array, tools: HookTools): Uint8Array;
  authenticatorData?(sound: AuthenticatorDataParts, tools: HookTools): AuthenticatorDataParts;
  authenticatorDataBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  signedBytes?(sound: Uint8Array, tools: HookTools): Uint8Array;
  signature?(sound: Uint8Array, tools: HookTools): Uint8Array;
  response?(sound: Readonly<Record<string, unknown>>, tools: HookTools): unknown;
}
