import { createECDH, type ECDH } from 'node:crypto';
import { type Curve, fromBigInt, toBigInt } from './curves.ts';
import { encodeEcdsaDer } from './der.ts';
import { digest } from './hash.ts';
import { hmac } from './hmac.ts';

/** The hash that goes with a signature algorithm. */
export type EcdsaHash = 'sha256' | 'sha384' | 'sha512';

const multipliers = new Map<string, ECDH>();

/** The DER ECDSA signature with the nonce of RFC 6979 section 3.2: the same key and data always give the same bytes. `s` is not halved. */
export function signDeterministic(curve: Curve, name: EcdsaHash, secret: Uint8Array, data: Uint8Array): Uint8Array {
  const order = curve.order;
  const hashed = truncated(curve, digest(name, data)) % order;
  const d = toBigInt(secret);
  for (const k of nonces(curve, name, secret, hashed)) {
    const r = toBigInt(multipliedX(curve, k)) % order;
    const s = (inverse(k, order) * (hashed + r * d)) % order;
    if (r !== 0n && s !== 0n) {
      return encodeEcdsaDer({ r: fromBigInt(r, curve.length), s: fromBigInt(s, curve.length) });
    }
  }
  throw new RangeError('signDeterministic: expected a nonce, received none');
}

/** The candidates of RFC 6979 section 3.2, steps b to h, in order. */
function* nonces(curve: Curve, name: EcdsaHash, secret: Uint8Array, hashed: bigint): Generator<bigint> {
  const hashLength = { sha256: 32, sha384: 48, sha512: 64 }[name];
  const seed = [secret, fromBigInt(hashed, curve.length)];
  let v: Uint8Array = new Uint8Array(hashLength).fill(0x01);
  let k: Uint8Array = new Uint8Array(hashLength);
  k = hmac(name, k, v, Uint8Array.of(0x00), ...seed);
  v = hmac(name, k, v);
  k = hmac(name, k, v, Uint8Array.of(0x01), ...seed);
  v = hmac(name, k, v);
  for (;;) {
    const drawn = new Uint8Array(Math.ceil(curve.length / hashLength) * hashLength);
    for (let at = 0; at < curve.length; at += hashLength) {
      v = hmac(name, k, v);
      drawn.set(v, at);
    }
    const candidate = truncated(curve, drawn);
    if (candidate > 0n && candidate < curve.order) yield candidate;
    k = hmac(name, k, v, Uint8Array.of(0x00));
    v = hmac(name, k, v);
  }
}

/** The leftmost bits of the bytes, as many as the order has (RFC 6979 section 2.3.2). */
function truncated(curve: Curve, bytes: Uint8Array): bigint {
  const excess = bytes.length * 8 - curve.orderBits;
  return excess > 0 ? toBigInt(bytes) >> BigInt(excess) : toBigInt(bytes);
}

function multipliedX(curve: Curve, k: bigint): Uint8Array {
  let multiplier = multipliers.get(curve.ecdh);
  if (multiplier === undefined) {
    multiplier = createECDH(curve.ecdh);
    multipliers.set(curve.ecdh, multiplier);
  }
  multiplier.setPrivateKey(fromBigInt(k, curve.length));
  return multiplier.getPublicKey().subarray(1, 1 + curve.length);
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [before, after] = [modulus, value % modulus];
  let [x, y] = [0n, 1n];
  while (after > 0n) {
    const quotient = before / after;
    [before, after] = [after, before - quotient * after];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + modulus : x;
}
