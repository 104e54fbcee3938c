import type { CborValue } from '../codec/cbor/value.ts';
import type { SigningKey } from '../crypto/signing-key.ts';
import type { Authority } from './authority.ts';
import type {
  AuthenticatorDataParts,
  CertificateExtensionParts,
  HookTools,
  NameAttribute,
  RegistrationHooks,
} from './hooks.ts';

/** What an attestation statement is made of. */
export interface StatementContext {
  readonly credentialKey: SigningKey;
  readonly parts: AuthenticatorDataParts;
  /** Encoded authenticator data. */
  readonly authData: Uint8Array;
  readonly clientDataHash: Uint8Array;
  readonly authority: Authority;
  readonly hooks: RegistrationHooks;
  readonly tools: HookTools;
}

/** Makes the statement of one format: `attStmt` is a map, of compound an array of maps. */
export type StatementMaker = (context: StatementContext) => { readonly fmt: string; readonly attStmt: CborValue };

/** What a leaf certificate says beyond what all of them say. */
export interface LeafRequest {
  readonly subject: readonly NameAttribute[];
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly CertificateExtensionParts[];
}
