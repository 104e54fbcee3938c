import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type SymmetricKey, symmetricKey } from './hmac.ts';

/** AES-CBC without padding, AES-256 or AES-128 by the key's length. Throws `RangeError` unless `plain` is whole blocks of 16. */
export function encryptCbc(key: SymmetricKey, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  const secret = symmetricKey(key);
  const cipher = createCipheriv(algorithm('encryptCbc', secret.symmetricKeySize, iv, plain), secret, iv);
  cipher.setAutoPadding(false);
  return new Uint8Array(cipher.update(plain));
}

/** The plain bytes of AES-CBC without padding. Throws `RangeError` unless `cipher` is whole blocks of 16. */
export function decryptCbc(key: SymmetricKey, iv: Uint8Array, cipher: Uint8Array): Uint8Array {
  const secret = symmetricKey(key);
  const decipher = createDecipheriv(algorithm('decryptCbc', secret.symmetricKeySize, iv, cipher), secret, iv);
  decipher.setAutoPadding(false);
  return new Uint8Array(decipher.update(cipher));
}

function algorithm(caller: string, keyLength: number | undefined, iv: Uint8Array, bytes: Uint8Array): string {
  if (keyLength !== 32 && keyLength !== 16) {
    throw new RangeError(`${caller}: expected a key of 16 or 32 bytes, received ${keyLength} bytes`);
  }
  if (iv.length !== 16) throw new RangeError(`${caller}: expected an iv of 16 bytes, received ${iv.length} bytes`);
  if (bytes.length % 16 !== 0) {
    throw new RangeError(`${caller}: expected whole blocks of 16 bytes, received ${bytes.length} bytes`);
  }
  return keyLength === 32 ? 'aes-256-cbc' : 'aes-128-cbc';
}
