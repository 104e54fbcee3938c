import { freshBytes } from '../../../src/bytes/fresh.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import type { SigningKey } from '../../../src/crypto/signing-key.ts';
import type { FidoProfile } from '../profile.ts';

/** Decisions about signatures and attestation statements. */
export const signingPolicy = {
  /** What an assertion signs. */
  assertionMessage(authData: Uint8Array, clientDataHash: Uint8Array): Uint8Array {
    return joined(authData, clientDataHash);
  },

  /** What an attestation signs. */
  attestationMessage(authData: Uint8Array, clientDataHash: Uint8Array): Uint8Array {
    return joined(authData, clientDataHash);
  },

  /** The signature of a credential's key. */
  signature(key: SigningKey, message: Uint8Array): Uint8Array {
    return key.sign(message);
  },

  /** A signature as it leaves: DER for ECDSA, 64 bytes for EdDSA. */
  encodeSignature(signature: Uint8Array, _alg: number): Uint8Array {
    return signature;
  },

  /** Who attests a new credential: nobody where only `none` is preferred, which keys know since CTAP 2.2. */
  attestationKind(profile: FidoProfile, preference: readonly string[] = []): 'self' | 'x5c' | 'none' {
    const wantsNone = preference.length === 1 && preference[0] === 'none';
    return wantsNone && profile.versions.includes('FIDO_2_3') ? 'none' : profile.attestation;
  },

  /** The algorithm that a packed statement names: that of the key that signed. */
  attestationAlg(signingAlg: number, _credentialAlg: number): number {
    return signingAlg;
  },

  /** The certificates that a packed statement carries, leaf first. */
  attestationCertificates(certificates: readonly Uint8Array[]): Uint8Array[] {
    return [...certificates];
  },

  /** The attestation statement as it leaves. */
  attestationStatement(statement: CborMap, _fmt: string): CborMap {
    return statement;
  },

  /** The attestation statement format identifier. */
  attestationFormat(kind: 'self' | 'x5c' | 'none'): string {
    return kind === 'none' ? 'none' : 'packed';
  },
};

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = freshBytes(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
