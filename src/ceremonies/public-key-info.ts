import { concat } from '../bytes/bytes.ts';
import { type CoseKey, coseAlgorithm, coseCurve } from '../codec/cose-key.ts';
import { bitString, derNull, oid, sequence, unsigned } from './der.ts';

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';

const curves: ReadonlyMap<number, string> = new Map<number, string>([
  [coseCurve['P-256'], '1.2.840.10045.3.1.7'],
  [coseCurve['P-384'], '1.3.132.0.34'],
  [coseCurve['P-521'], '1.3.132.0.35'],
  [coseCurve.secp256k1, '1.3.132.0.10'],
]);

const octetKeyPairs: ReadonlyMap<number, string> = new Map<number, string>([
  [coseCurve.Ed25519, '1.3.101.112'],
  [coseCurve.Ed448, '1.3.101.113'],
]);

const mlDsa: ReadonlyMap<number, string> = new Map<number, string>([
  [coseAlgorithm['ML-DSA-44'], '2.16.840.1.101.3.4.3.17'],
  [coseAlgorithm['ML-DSA-65'], '2.16.840.1.101.3.4.3.18'],
  [coseAlgorithm['ML-DSA-87'], '2.16.840.1.101.3.4.3.19'],
]);

/** SubjectPublicKeyInfo in DER of a public key (RFC 5280 section 4.1.2.7). Throws `RangeError` for a curve or algorithm that has no identifier here. */
export function publicKeyInfo(key: CoseKey): Uint8Array {
  switch (key.kty) {
    case 2:
      return sequence(
        sequence(oid(EC_PUBLIC_KEY), oid(known(curves.get(key.crv), `crv ${key.crv}`))),
        bitString(concat(Uint8Array.of(0x04), key.x, key.y)),
      );
    case 1:
      return sequence(sequence(oid(known(octetKeyPairs.get(key.crv), `crv ${key.crv}`))), bitString(key.x));
    case 3:
      return sequence(sequence(oid(RSA_ENCRYPTION), derNull()), bitString(sequence(unsigned(key.n), unsigned(key.e))));
    case 7:
      return sequence(sequence(oid(known(mlDsa.get(key.alg), `alg ${key.alg}`))), bitString(key.pub));
  }
}

function known(identifier: string | undefined, received: string): string {
  if (identifier !== undefined) return identifier;
  throw new RangeError(`publicKeyInfo: expected a key with an identifier in X.509, received ${received}`);
}
