import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { toBase64url } from '../bytes/base64url.ts';
import { type CoseKey, coseAlgorithm, coseCurve, type Ec2Key, type OkpKey, type RsaKey } from '../codec/cose-key.ts';
import { curveOf } from './curves.ts';

/** A public key, parsed once. */
export interface VerifyKey {
  readonly alg: number;
  /** Whether the signature is one of the data. Never throws: a malformed signature is a wrong one. */
  verify(data: Uint8Array, signature: Uint8Array): boolean;
}

interface Scheme {
  readonly hash: string | null;
  /** The only curve of the algorithm, where it has one. */
  readonly crv?: number;
  readonly kty: 1 | 2 | 3;
  readonly pss?: true;
}

const schemes: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [coseAlgorithm.ES256, { kty: 2, crv: coseCurve['P-256'], hash: 'sha256' }],
  [coseAlgorithm.ESP256, { kty: 2, crv: coseCurve['P-256'], hash: 'sha256' }],
  [coseAlgorithm.ES384, { kty: 2, crv: coseCurve['P-384'], hash: 'sha384' }],
  [coseAlgorithm.ESP384, { kty: 2, crv: coseCurve['P-384'], hash: 'sha384' }],
  [coseAlgorithm.ES512, { kty: 2, crv: coseCurve['P-521'], hash: 'sha512' }],
  [coseAlgorithm.ESP512, { kty: 2, crv: coseCurve['P-521'], hash: 'sha512' }],
  [coseAlgorithm.ES256K, { kty: 2, crv: coseCurve.secp256k1, hash: 'sha256' }],
  [coseAlgorithm.EdDSA, { kty: 1, crv: coseCurve.Ed25519, hash: null }],
  [coseAlgorithm.Ed25519, { kty: 1, crv: coseCurve.Ed25519, hash: null }],
  [coseAlgorithm.Ed448, { kty: 1, crv: coseCurve.Ed448, hash: null }],
  [coseAlgorithm.RS256, { kty: 3, hash: 'sha256' }],
  [coseAlgorithm.RS384, { kty: 3, hash: 'sha384' }],
  [coseAlgorithm.RS512, { kty: 3, hash: 'sha512' }],
  [coseAlgorithm.RS1, { kty: 3, hash: 'sha1' }],
  [coseAlgorithm.PS256, { kty: 3, hash: 'sha256', pss: true }],
  [coseAlgorithm.PS384, { kty: 3, hash: 'sha384', pss: true }],
  [coseAlgorithm.PS512, { kty: 3, hash: 'sha512', pss: true }],
]);

/** Whether signatures of that COSE algorithm can be verified here. */
export function canVerify(alg: number): boolean {
  return schemes.has(alg);
}

/**
 * The key that verifies for this COSE_Key. Throws `RangeError` for an algorithm that `canVerify` refuses, a key type or
 * curve that does not go with the algorithm, and a point that is not on its curve.
 */
export function verifyKeyFromCose(key: CoseKey): VerifyKey {
  const scheme = schemes.get(key.alg);
  if (scheme === undefined) throw refusal('an algorithm that is implemented', `${key.alg}`);
  if (key.kty !== scheme.kty) throw refusal(`kty ${scheme.kty} for algorithm ${key.alg}`, `kty ${key.kty}`);
  // WebAuthn section 5.8.5 leaves EdDSA with Ed25519; its test vectors carry Ed448 under -53.
  if ('crv' in key && key.crv !== scheme.crv)
    throw refusal(`crv ${scheme.crv} for algorithm ${key.alg}`, `crv ${key.crv}`);
  const object = imported(key);
  const parameters = scheme.pss
    ? { key: object, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : object;
  return { alg: key.alg, verify: (data, signature) => verify(scheme.hash, data, parameters, signature) };
}

function imported(key: Ec2Key | OkpKey | RsaKey | CoseKey): KeyObject {
  const jwk = jwkOf(key);
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (error) {
    throw new RangeError('verifyKeyFromCose: expected a valid public key, received one that cannot be imported', {
      cause: error,
    });
  }
}

function jwkOf(key: CoseKey): Record<string, string> {
  switch (key.kty) {
    case 2: {
      const curve = curveOf(key.crv);
      if (curve === undefined) throw refusal('a curve that is implemented', `crv ${key.crv}`);
      if (key.x.length !== curve.length || key.y.length !== curve.length) {
        throw refusal(`coordinates of ${curve.length} bytes`, `${key.x.length} and ${key.y.length} bytes`);
      }
      return { kty: 'EC', crv: curve.jwk, x: toBase64url(key.x), y: toBase64url(key.y) };
    }
    case 1:
      return { kty: 'OKP', crv: key.crv === coseCurve.Ed448 ? 'Ed448' : 'Ed25519', x: toBase64url(key.x) };
    case 3:
      return { kty: 'RSA', n: toBase64url(key.n), e: toBase64url(key.e) };
    case 7:
      throw refusal('a key type that is implemented', 'kty 7');
  }
}

function refusal(expected: string, received: string): RangeError {
  return new RangeError(`verifyKeyFromCose: expected ${expected}, received ${received}`);
}
