import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { fromBase64url, toBase64url } from '../bytes/base64url.ts';
import { concat } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { encodeCbor } from '../codec/cbor/encode.ts';
import { type CoseKey, coseAlgorithm, coseCurve, encodeCoseKey } from '../codec/cose-key.ts';
import type { Random } from '../env/env.ts';
import { type Curve, isScalar, p256, p384, p521 } from './curves.ts';
import { type EcdsaHash, signDeterministic } from './rfc6979.ts';

/** Where keys and signatures come from: node:crypto's own chance, or a Random and RFC 6979, the same bytes every time. */
export type Keying = { readonly kind: 'system' } | { readonly kind: 'seeded'; readonly random: Random };

/** A credential's or an attestation's private key. */
export interface SigningKey {
  readonly alg: number;
  readonly publicKey: CoseKey;
  /** The COSE_Key as canonical CBOR. */
  readonly publicKeyBytes: Uint8Array;
  /** The scalar or seed: 32 bytes for ES256 and EdDSA, 48 for ES384, 66 for ES512. */
  readonly secret: Uint8Array;
  /** The signature in WebAuthn's form: DER for ECDSA, 64 bytes for EdDSA. */
  sign(data: Uint8Array): Uint8Array;
}

interface Ecdsa {
  readonly curve: Curve;
  readonly hash: EcdsaHash;
}

const ecdsa: ReadonlyMap<number, Ecdsa> = new Map([
  [coseAlgorithm.ES256, { curve: p256, hash: 'sha256' }],
  [coseAlgorithm.ES384, { curve: p384, hash: 'sha384' }],
  [coseAlgorithm.ES512, { curve: p521, hash: 'sha512' }],
]);

/** The algorithms that a SigningKey can have. */
export const signingAlgorithms: readonly number[] = [...ecdsa.keys(), coseAlgorithm.EdDSA];

/** A new key. Throws `RangeError` for an algorithm outside `signingAlgorithms`. */
export function generateSigningKey(alg: number, how: Keying): SigningKey {
  const kind = ecdsa.get(alg);
  if (how.kind === 'seeded') return signingKeyFromSecret(alg, drawnSecret(alg, kind, how.random), how);
  if (kind !== undefined) return generatedEcdsaKey(alg, kind);
  refuseUnlessEdDsa('generateSigningKey', alg);
  return generatedEdDsaKey();
}

/**
 * The key of a stored secret. Throws `RangeError` for an algorithm outside `signingAlgorithms` and for bytes that are no
 * secret of it.
 */
export function signingKeyFromSecret(alg: number, secret: Uint8Array, how: Keying): SigningKey {
  const kind = ecdsa.get(alg);
  if (kind !== undefined) return ecdsaKey(alg, kind, secret, how);
  refuseUnlessEdDsa('signingKeyFromSecret', alg);
  if (secret.length !== 32) {
    throw new RangeError(`signingKeyFromSecret: expected a secret of 32 bytes, received ${secret.length} bytes`);
  }
  return edDsaKey(secret);
}

function generatedEcdsaKey(alg: number, { curve, hash }: Ecdsa): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve.jwk });
  const { secret, x, y } = sec1Parts(privateKey.export({ type: 'sec1', format: 'der' }), curve);
  return signingKey({ kty: 2, alg, crv: curve.crv, x, y }, secret, (data) => bytesOf(sign(hash, data, privateKey)));
}

function ecdsaKey(alg: number, { curve, hash }: Ecdsa, secret: Uint8Array, how: Keying): SigningKey {
  if (!isScalar(curve, secret)) {
    throw new RangeError(`signingKeyFromSecret: expected a scalar of ${curve.jwk}, received ${secret.length} bytes`);
  }
  const { x, y } = pointOf(curve, secret);
  const publicKey: CoseKey = { kty: 2, alg, crv: curve.crv, x, y };
  if (how.kind === 'seeded') {
    return signingKey(publicKey, secret, (data) => signDeterministic(curve, hash, secret, data));
  }
  let key: KeyObject | undefined;
  return signingKey(publicKey, secret, (data) => {
    key ??= importedEcdsaKey(curve, secret, x, y);
    return bytesOf(sign(hash, data, key));
  });
}

function importedEcdsaKey(curve: Curve, secret: Uint8Array, x: Uint8Array, y: Uint8Array): KeyObject {
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

const ed25519Prefix = fromHex('302e020100300506032b657004220420');

function generatedEdDsaKey(): SigningKey {
  const pair = generateKeyPairSync('ed25519', { publicKeyEncoding: { format: 'jwk' } } as never);
  const { publicKey, privateKey } = pair as unknown as { publicKey: { x: string }; privateKey: KeyObject };
  const secret = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(ed25519Prefix.length));
  return edDsaKeyOf(secret, fromBase64url(publicKey.x), privateKey);
}

function edDsaKey(secret: Uint8Array): SigningKey {
  const key = createPrivateKey({ key: Buffer.from(concat(ed25519Prefix, secret)), format: 'der', type: 'pkcs8' });
  return edDsaKeyOf(secret, edDsaPublic(key), key);
}

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410) ends with the 32 bytes of the point. */
function edDsaPublic(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32));
}

function edDsaKeyOf(secret: Uint8Array, x: Uint8Array, key: KeyObject): SigningKey {
  const publicKey: CoseKey = { kty: 1, alg: coseAlgorithm.EdDSA, crv: coseCurve.Ed25519, x };
  return signingKey(publicKey, secret, (data) => bytesOf(sign(null, data, key)));
}

// Written out: keys in an object that is spread together were seen to outlive young collections, which costs much.
function signingKey(publicKey: CoseKey, secret: Uint8Array, sign: SigningKey['sign']): SigningKey {
  return { alg: publicKey.alg, publicKey, publicKeyBytes: encodeCbor(encodeCoseKey(publicKey)), secret, sign };
}

function drawnSecret(alg: number, kind: Ecdsa | undefined, random: Random): Uint8Array {
  if (kind === undefined) {
    refuseUnlessEdDsa('generateSigningKey', alg);
    return random.bytes(32);
  }
  for (let attempt = 0; attempt < 64; attempt += 1) {
    const drawn = random.bytes(kind.curve.length);
    // 521 bits in 66 bytes: unless the seven idle bits are cleared, nearly every draw is too large.
    if (kind.curve === p521) drawn[0] = drawn[0]! & 0x01;
    if (isScalar(kind.curve, drawn)) return drawn;
  }
  throw new RangeError(
    'generateSigningKey: expected a scalar within 64 draws, received none; the random is not random',
  );
}

function refuseUnlessEdDsa(caller: string, alg: number): void {
  if (alg !== coseAlgorithm.EdDSA) {
    throw new RangeError(`${caller}: expected one of the algorithms ${signingAlgorithms.join(', ')}, received ${alg}`);
  }
}

function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
