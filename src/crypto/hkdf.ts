import { hkdfSync } from 'node:crypto';

/** HKDF-SHA-256 (RFC 5869): `length` bytes from the key material, salt and info. */
export function hkdfSha256(material: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', material, salt, info, length));
}
