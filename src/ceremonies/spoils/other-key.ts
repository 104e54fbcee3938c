import { type CoseKey, coseAlgorithm } from '../../codec/cose-key.ts';
import { type SigningKey, signingKeyFromSecret } from '../../crypto/signing-key.ts';
import { seededRandom } from '../../env/seeded-random.ts';
import { publicKeyInfo } from '../public-key-info.ts';

const lengths: ReadonlyMap<number, number> = new Map<number, number>([
  [coseAlgorithm.ES256, 32],
  [coseAlgorithm.EdDSA, 32],
  [coseAlgorithm.ES384, 48],
]);

/** A key that no ceremony has: always the same for an algorithm of ES256, ES384 and EdDSA. */
export function otherKey(alg: number = coseAlgorithm.ES256): SigningKey {
  const how = { kind: 'seeded', random: seededRandom('another key') } as const;
  return signingKeyFromSecret(alg, new Uint8Array(lengths.get(alg) ?? 32).fill(7), how);
}

/** SubjectPublicKeyInfo of `otherKey`. */
export function otherPublicKeyInfo(alg?: number): Uint8Array {
  return publicKeyInfo(otherKey(alg).publicKey);
}

/** The point of `otherKey` on P-256. */
export function otherPoint(): Extract<CoseKey, { kty: 2 }> {
  const { publicKey } = otherKey();
  if (publicKey.kty === 2) return publicKey;
  throw new RangeError(`otherPoint: expected kty 2, received ${publicKey.kty}`);
}

/** SubjectPublicKeyInfo in the form of an RSA key of 2048 bits; nobody has to know its factors. */
export function otherRsaKeyInfo(): Uint8Array {
  const n = seededRandom('a modulus').bytes(256);
  n[0] = n[0]! | 0x80;
  n[255] = n[255]! | 0x01;
  return publicKeyInfo({ kty: 3, alg: coseAlgorithm.RS256, n, e: Uint8Array.of(1, 0, 1) });
}
