import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../src/bytes/base64url.ts';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { type CoseKey, coseAlgorithm, type RsaKey } from '../../../src/codec/cose-key.ts';
import { generateSigningKey } from '../../../src/crypto/signing-key.ts';
import { canVerify, verifyKeyFromCose } from '../../../src/crypto/verify-key.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';

const es256 = generateSigningKey(coseAlgorithm.ES256, { kind: 'seeded', random: seededRandom(1) });

describe('verifyKeyFromCose', () => {
  it('never throws on a malformed signature, whatever the algorithm', () => {
    const keys = [coseAlgorithm.ES256, coseAlgorithm.ES384, coseAlgorithm.ES512, coseAlgorithm.EdDSA].map((alg) =>
      verifyKeyFromCose(generateSigningKey(alg, { kind: 'seeded', random: seededRandom(alg) }).publicKey),
    );
    keys.push(verifyKeyFromCose(rsaKey(coseAlgorithm.RS256).cose), verifyKeyFromCose(rsaKey(coseAlgorithm.PS256).cose));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...keys), (signature, key) => {
        expect(key.verify(utf8('data'), signature)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('verifies PKCS #1 and PSS signatures', () => {
    const pkcs = rsaKey(coseAlgorithm.RS256);
    expect(verifyKeyFromCose(pkcs.cose).verify(utf8('data'), sign('sha256', utf8('data'), pkcs.privateKey))).toBe(true);
    const pss = rsaKey(coseAlgorithm.PS256);
    const parameters = { key: pss.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verifyKeyFromCose(pss.cose).verify(utf8('data'), sign('sha256', utf8('data'), parameters))).toBe(true);
    expect(verifyKeyFromCose(pss.cose).verify(utf8('data'), sign('sha256', utf8('data'), pss.privateKey))).toBe(false);
  });

  it('verifies ES256K', () => {
    const secret = seededRandom(9).bytes(32);
    const point = secp256k1.getPublicKey(secret, false);
    const key = verifyKeyFromCose({ kty: 2, alg: -47, crv: 8, x: point.slice(1, 33), y: point.slice(33) });
    const signature = secp256k1.sign(utf8('data'), secret, { format: 'der' });
    expect(key.verify(utf8('data'), signature)).toBe(true);
    expect(key.verify(utf8('date'), signature)).toBe(false);
  });

  const point = es256.publicKey as Extract<CoseKey, { kty: 2 }>;
  const wrong: [string, CoseKey][] = [
    ['an algorithm that is not implemented', { ...point, alg: -25 }],
    ['a curve that does not go with the algorithm', { ...point, crv: 2 }],
    ['a key type that does not go with the algorithm', { kty: 1, alg: -7, crv: 6, x: point.x }],
    ['a point off the curve', { ...point, y: point.x }],
    ['a short coordinate', { ...point, x: point.x.subarray(1) }],
    ['an Ed25519 key of 31 bytes', { kty: 1, alg: -8, crv: 6, x: point.x.subarray(1) }],
    ['an AKP key of the wrong length', { kty: 7, alg: -48, pub: new Uint8Array(1952) }],
    ['an AKP key of another algorithm', { kty: 7, alg: -7, pub: new Uint8Array(1312) }],
  ];
  it.each(wrong)('refuses %s with a RangeError', (_words, key) => {
    expect(() => verifyKeyFromCose(key)).toThrow(RangeError);
  });

  it('says beforehand which algorithms it knows', () => {
    expect(canVerify(coseAlgorithm.ES256)).toBe(true);
    expect(canVerify(coseAlgorithm['ML-DSA-44'])).toBe(true);
    expect(canVerify(coseAlgorithm['ECDH-ES+HKDF-256'])).toBe(false);
  });
});

function rsaKey(alg: number): { cose: RsaKey; privateKey: string } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { format: 'jwk' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as never) as unknown as { publicKey: { n: string; e: string }; privateKey: string };
  const { n, e } = pair.publicKey;
  return { cose: { kty: 3, alg, n: fromBase64url(n), e: fromBase64url(e) }, privateKey: pair.privateKey };
}
