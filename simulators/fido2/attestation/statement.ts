import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import type { SigningKey } from '../../../src/crypto/signing-key.ts';
import type { MakeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import type { CommandContext } from '../context.ts';
import { signingKeyOf } from '../credentials.ts';

/** A format and its statement. */
export interface Attestation {
  readonly fmt: string;
  readonly attStmt: CborMap;
}

/** Steps 18 of makeCredential: attests a credential by itself, by the attestation key, or not at all (WebAuthn Level 3 section 8). */
export function attest(
  context: CommandContext,
  credentialKey: SigningKey,
  authData: Uint8Array,
  { attestationFormatsPreference, clientDataHash }: MakeCredentialRequest,
): Attestation {
  const { policy, profile, state } = context;
  const kind = policy.attestationKind(profile, attestationFormatsPreference);
  const fmt = policy.attestationFormat(kind);
  const statement: CborMap = new Map();
  if (kind !== 'none') {
    const { attestation } = state.durable;
    const key = kind === 'self' ? credentialKey : signingKeyOf(context, attestation);
    const signature = key.sign(policy.attestationMessage(authData, clientDataHash));
    statement.set('alg', policy.attestationAlg(key.alg, credentialKey.alg));
    statement.set('sig', policy.encodeSignature(signature, key.alg));
    if (kind === 'x5c') {
      const certificates: CborValue[] = policy.attestationCertificates(attestation.certificates);
      statement.set('x5c', certificates);
    }
  }
  return { fmt, attStmt: policy.attestationStatement(statement, fmt) };
}
