import { hash } from 'node:crypto';

/** SHA-256 of the bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return digest('sha256', bytes);
}

/** A digest of the bytes by OpenSSL's name of the hash. */
export function digest(name: 'sha1' | 'sha256' | 'sha384' | 'sha512', bytes: Uint8Array): Uint8Array {
  // A text of one character a byte leaves native code far faster than a Buffer does.
  const characters = hash(name, bytes, 'binary');
  const digested = new Uint8Array(characters.length);
  for (let index = 0; index < digested.length; index += 1) digested[index] = characters.charCodeAt(index);
  return digested;
}
