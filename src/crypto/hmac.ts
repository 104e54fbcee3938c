import { createHmac, createSecretKey, KeyObject } from 'node:crypto';

/** A symmetric key: bytes, or the KeyObject that was made of them once (faster where a key is used again). */
export type SymmetricKey = Uint8Array | KeyObject;

/** HMAC-SHA-256 over all parts: 32 bytes. */
export function hmacSha256(key: SymmetricKey, ...parts: Uint8Array[]): Uint8Array {
  return hmac('sha256', key, ...parts);
}

/** HMAC over all parts with the hash of that name. */
export function hmac(
  name: 'sha1' | 'sha256' | 'sha384' | 'sha512',
  key: SymmetricKey,
  ...parts: Uint8Array[]
): Uint8Array {
  const mac = createHmac(name, symmetricKey(key));
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
}

/** The KeyObject of a symmetric key. Node 24 takes ten times as long when it is handed bytes. */
export function symmetricKey(key: SymmetricKey): KeyObject {
  return key instanceof KeyObject ? key : createSecretKey(key);
}
