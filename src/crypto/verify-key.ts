import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { toBase64url } from '../bytes/base64url.ts';
import { type CoseKey, coseAlgorithm, coseCurve, type RsaKey } from '../codec/cose-key.ts';
import { curveOf } from './curves.ts';
import { edwardsFlaw } from './edwards-point.ts';
import { mlDsaVerifier } from './ml-dsa.ts';

/** A public key, parsed once. */
export interface VerifyKey {
  readonly alg: number;
  /**
   * Whether the signature is one of the data. Never throws: a malformed signature is a wrong one. Of ECDSA only strict
   * DER is a signature: OpenSSL writes what it has read again and compares.
   */
  verify(data: Uint8Array, signature: Uint8Array): boolean;
}

interface Scheme {
  readonly hash: string | null;
  /** The only curve of the algorithm, where it has one. */
  readonly crv?: number;
  readonly kty: 1 | 2 | 3 | 7;
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
  [coseAlgorithm['ML-DSA-44'], { kty: 7, hash: null }],
  [coseAlgorithm['ML-DSA-65'], { kty: 7, hash: null }],
  [coseAlgorithm['ML-DSA-87'], { kty: 7, hash: null }],
]);

/** Whether signatures of that COSE algorithm can be verified here. */
export function canVerify(alg: number): boolean {
  return schemes.has(alg);
}

/**
 * The key that verifies for this COSE_Key. Throws `RangeError` for an algorithm that `canVerify` refuses, a key type or
 * curve that does not go with the algorithm, a point that is not on its curve, and an RSA key out of bounds.
 */
export function verifyKeyFromCose(key: CoseKey): VerifyKey {
  const scheme = schemes.get(key.alg);
  if (scheme === undefined) throw refusal('an algorithm that is implemented', `${key.alg}`);
  if (key.kty !== scheme.kty) throw refusal(`kty ${scheme.kty} for algorithm ${key.alg}`, `kty ${key.kty}`);
  // WebAuthn section 5.8.5 leaves EdDSA with Ed25519; its test vectors carry Ed448 under -53.
  if ('crv' in key && key.crv !== scheme.crv)
    throw refusal(`crv ${scheme.crv} for algorithm ${key.alg}`, `crv ${key.crv}`);
  if (key.kty === 7) return { alg: key.alg, verify: mlDsaVerifier(key.alg, key.pub) };
  const object = imported(key);
  const parameters = scheme.pss
    ? { key: object, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : object;
  return { alg: key.alg, verify: (data, signature) => verify(scheme.hash, data, parameters, signature) };
}

type NodeKey = Exclude<CoseKey, { kty: 7 }>;

function imported(key: NodeKey): KeyObject {
  const jwk = jwkOf(key);
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (error) {
    throw new RangeError('verifyKeyFromCose: expected a valid public key, received one that cannot be imported', {
      cause: error,
    });
  }
}

function jwkOf(key: NodeKey): Record<string, string> {
  switch (key.kty) {
    case 2: {
      const curve = curveOf(key.crv);
      if (curve === undefined) throw refusal('a curve that is implemented', `crv ${key.crv}`);
      if (key.x.length !== curve.length || key.y.length !== curve.length) {
        throw refusal(`coordinates of ${curve.length} bytes`, `${key.x.length} and ${key.y.length} bytes`);
      }
      return { kty: 'EC', crv: curve.jwk, x: toBase64url(key.x), y: toBase64url(key.y) };
    }
    case 1: {
      const flaw = edwardsFlaw(key.crv, key.x);
      if (flaw !== undefined) throw refusal('a point of its curve, of large order', flaw);
      return { kty: 'OKP', crv: key.crv === coseCurve.Ed448 ? 'Ed448' : 'Ed25519', x: toBase64url(key.x) };
    }
    case 3:
      refuseUnboundedRsa(key);
      return { kty: 'RSA', n: toBase64url(key.n), e: toBase64url(key.e) };
  }
}

const LEAST_MODULUS_BITS = 1024;
const MOST_MODULUS_BITS = 8192;
const MOST_EXPONENT_BYTES = 4;

/**
 * A verification costs the square of the modulus times the bits of the exponent: 8192 bits with an exponent as long take
 * seconds. Exponents in use are 3 and 65537.
 */
function refuseUnboundedRsa({ n, e }: RsaKey): void {
  const bits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
  if (n[0] === 0 || bits < LEAST_MODULUS_BITS || bits > MOST_MODULUS_BITS) {
    throw refusal(`a modulus of ${LEAST_MODULUS_BITS} to ${MOST_MODULUS_BITS} bits`, `${bits} bits`);
  }
  if ((n[n.length - 1]! & 1) === 0) throw refusal('an odd modulus', 'an even one');
  if (e.length > MOST_EXPONENT_BYTES || e[0] === 0) {
    throw refusal(`an exponent of 1 to ${MOST_EXPONENT_BYTES} bytes`, `${e.length} bytes`);
  }
  const exponent = e.reduce((value, byte) => value * 256 + byte, 0);
  if (exponent < 3 || exponent % 2 === 0) throw refusal('an odd exponent of at least 3', `${exponent}`);
}

function refusal(expected: string, received: string): RangeError {
  return new RangeError(`verifyKeyFromCose: expected ${expected}, received ${received}`);
}
