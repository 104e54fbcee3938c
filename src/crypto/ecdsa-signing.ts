import { createECDH, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { toBase64url } from '../bytes/base64url.ts';
import { type CoseKey, coseAlgorithm } from '../codec/cose-key.ts';
import type { Random } from '../env/env.ts';
import { type Curve, isScalar, p256, p384, p521, secp256k1 } from './curves.ts';
import { type EcdsaHash, signDeterministic } from './rfc6979.ts';
import {
  bytesOf,
  type Keying,
  refusedSecret,
  type SigningFamily,
  type SigningKey,
  signingKey,
} from './signing-family.ts';

interface Ecdsa {
  readonly curve: Curve;
  readonly hash: EcdsaHash;
}

const schemes: ReadonlyMap<number, Ecdsa> = new Map<number, Ecdsa>([
  [coseAlgorithm.ES256, { curve: p256, hash: 'sha256' }],
  [coseAlgorithm.ES384, { curve: p384, hash: 'sha384' }],
  [coseAlgorithm.ES512, { curve: p521, hash: 'sha512' }],
  [coseAlgorithm.ESP256, { curve: p256, hash: 'sha256' }],
  [coseAlgorithm.ESP384, { curve: p384, hash: 'sha384' }],
  [coseAlgorithm.ESP512, { curve: p521, hash: 'sha512' }],
  [coseAlgorithm.ES256K, { curve: secp256k1, hash: 'sha256' }],
]);

/** ECDSA on the NIST curves and on secp256k1; seeded keys sign by RFC 6979. */
export const ecdsaFamily: SigningFamily = {
  algorithms: [...schemes.keys()],
  generate: (alg, how) =>
    how.kind === 'seeded' ? fromSecret(alg, drawnScalar(schemes.get(alg)!.curve, how.random), how) : generated(alg),
  fromSecret,
};

function generated(alg: number): SigningKey {
  const { curve, hash } = schemes.get(alg)!;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve.jwk });
  const { secret, x, y } = sec1Parts(privateKey.export({ type: 'sec1', format: 'der' }), curve);
  return signingKey({ kty: 2, alg, crv: curve.crv, x, y }, secret, (data) => bytesOf(sign(hash, data, privateKey)));
}

function fromSecret(alg: number, secret: Uint8Array, how: Keying): SigningKey {
  const { curve, hash } = schemes.get(alg)!;
  if (!isScalar(curve, secret)) throw refusedSecret(`a scalar of ${curve.jwk}`, `${secret.length} bytes`);
  const { x, y } = pointOf(curve, secret);
  const publicKey: CoseKey = { kty: 2, alg, crv: curve.crv, x, y };
  if (how.kind === 'seeded') {
    return signingKey(publicKey, secret, (data) => signDeterministic(curve, hash, secret, data));
  }
  let key: KeyObject | undefined;
  return signingKey(publicKey, secret, (data) => {
    key ??= imported(curve, secret, x, y);
    return bytesOf(sign(hash, data, key));
  });
}

function imported(curve: Curve, secret: Uint8Array, x: Uint8Array, y: Uint8Array): KeyObject {
  const jwk = { kty: 'EC', crv: curve.jwk, d: toBase64url(secret), x: toBase64url(x), y: toBase64url(y) };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

function pointOf(curve: Curve, secret: Uint8Array): { x: Uint8Array; y: Uint8Array } {
  const ecdh = createECDH(curve.ecdh);
  ecdh.setPrivateKey(secret);
  const point = new Uint8Array(ecdh.getPublicKey());
  return { x: point.slice(1, 1 + curve.length), y: point.slice(1 + curve.length) };
}

/**
 * Scalar and point of an ECPrivateKey (RFC 5915): SEQUENCE, version 1, the scalar as an octet string of the curve's length,
 * the curve, and last the point. One export gives both; a JWK of a fresh key can deadlock for ever on Node 20.
 */
function sec1Parts(der: Uint8Array, { length }: Curve): { secret: Uint8Array; x: Uint8Array; y: Uint8Array } {
  const scalarAt = der[1]! < 0x80 ? 7 : 8;
  const xAt = der.length - 2 * length;
  const part = (at: number): Uint8Array => Uint8Array.from(der.subarray(at, at + length));
  return { secret: part(scalarAt), x: part(xAt), y: part(xAt + length) };
}

function drawnScalar(curve: Curve, random: Random): Uint8Array {
  for (let attempt = 0; attempt < 64; attempt += 1) {
    const drawn = random.bytes(curve.length);
    // 521 bits in 66 bytes: unless the seven idle bits are cleared, nearly every draw is too large.
    if (curve === p521) drawn[0] = drawn[0]! & 0x01;
    if (isScalar(curve, drawn)) return drawn;
  }
  throw new RangeError(
    'generateSigningKey: expected a scalar within 64 draws, received none; the random is not random',
  );
}
