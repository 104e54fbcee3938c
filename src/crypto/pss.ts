import { concat, uint32 } from '../bytes/bytes.ts';
import { digest } from './hash.ts';
import { hmac } from './hmac.ts';
import type { EcdsaHash } from './rfc6979.ts';

/**
 * The EMSA-PSS encoding (RFC 8017 section 9.1.1) of data for a modulus of `modulusBits`, MGF1 and the salt with the same
 * hash, as long as the modulus. The salt is drawn from the secret and the data, so that the same ones give the same bytes.
 */
export function encodePss(name: EcdsaHash, data: Uint8Array, secret: Uint8Array, modulusBits: number): Uint8Array {
  const hashed = digest(name, data);
  const salt = hmac(name, digest(name, secret), hashed);
  const bits = modulusBits - 1;
  const length = Math.ceil(bits / 8);
  if (length < hashed.length + salt.length + 2) {
    throw new RangeError(`encodePss: expected a modulus with room for ${name} twice, received ${modulusBits} bits`);
  }
  // steps 5 to 8
  const h = digest(name, concat(new Uint8Array(8), hashed, salt));
  const db = concat(new Uint8Array(length - salt.length - h.length - 2), Uint8Array.of(1), salt);
  // steps 9 to 12
  const mask = mgf1(name, h, db.length);
  for (let index = 0; index < db.length; index += 1) db[index] = db[index]! ^ mask[index]!;
  db[0] = db[0]! & (0xff >> (8 * length - bits));
  const encoded = concat(db, h, Uint8Array.of(0xbc));
  return concat(new Uint8Array(Math.ceil(modulusBits / 8) - length), encoded);
}

/** The mask of RFC 8017 appendix B.2.1. */
function mgf1(name: EcdsaHash, seed: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let made = 0, counter = 0; made < length; counter += 1) {
    const part = digest(name, concat(seed, uint32(counter)));
    parts.push(part);
    made += part.length;
  }
  return concat(...parts).subarray(0, length);
}
