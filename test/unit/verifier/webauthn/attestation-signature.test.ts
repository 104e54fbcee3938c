import { createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { coseAlgorithm, type RsaKey } from '../../../../src/codec/cose-key.ts';
import { generateSigningKey } from '../../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import {
  fitsAlgorithm,
  isAttestationAlgorithm,
  verifyAttestationSignature,
} from '../../../../src/verifier/webauthn/attestation-signature.ts';

const { RS1, RS256 } = coseAlgorithm;
const signer = generateSigningKey(RS1, { kind: 'seeded', random: seededRandom(1) });
const publicKey = nodeKey(signer.publicKey as RsaKey);
const data = utf8('data');

describe('an RS1 attestation signature', () => {
  it('counts only where SHA-1 is allowed', () => {
    const signature = signer.sign(data);
    expect(verifyAttestationSignature(RS1, publicKey, data, signature)).toBe(false);
    expect(verifyAttestationSignature(RS1, publicKey, data, signature, { sha1: false })).toBe(false);
    expect(verifyAttestationSignature(RS1, publicKey, data, signature, { sha1: true })).toBe(true);
    expect(verifyAttestationSignature(RS1, publicKey, utf8('date'), signature, { sha1: true })).toBe(false);
    expect([isAttestationAlgorithm(RS1), isAttestationAlgorithm(RS1, { sha1: true })]).toEqual([false, true]);
    expect([fitsAlgorithm(RS1, publicKey), fitsAlgorithm(RS1, publicKey, { sha1: true })]).toEqual([false, true]);
  });

  it('is no RS256 signature, nor is an RS256 signature one, whatever is allowed', () => {
    const other = generateSigningKey(RS256, { kind: 'seeded', random: seededRandom(1) });
    const key = nodeKey(other.publicKey as RsaKey);
    expect(verifyAttestationSignature(RS256, publicKey, data, signer.sign(data), { sha1: true })).toBe(false);
    expect(verifyAttestationSignature(RS1, key, data, other.sign(data), { sha1: true })).toBe(false);
    expect(verifyAttestationSignature(RS256, key, data, other.sign(data), { sha1: true })).toBe(true);
  });
});

function nodeKey({ n, e }: RsaKey): KeyObject {
  return createPublicKey({ key: { kty: 'RSA', n: toBase64url(n), e: toBase64url(e) }, format: 'jwk' });
}
