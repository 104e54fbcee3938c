import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat } from '../bytes/bytes.ts';
import { TokenError } from './import-failure.ts';
import { pskcCiphers } from './pskc-names.ts';

/** Plain bytes, and whether their padding is what PKCS #7 writes: XML Encryption lets all but its last byte be anything. */
export interface Deciphered {
  readonly plain: Uint8Array;
  readonly isPkcs7: boolean;
}

const BLOCK = 16;

/** The plain bytes of a value, its IV before its cipher text. Throws `TokenError`: `cipher-unsupported`, `key-wrong` or `field-wrong`. */
export function decipher(algorithm: string, key: Uint8Array, bytes: Uint8Array, field: string): Deciphered {
  const cipher = Object.hasOwn(pskcCiphers, algorithm) ? pskcCiphers[algorithm as keyof typeof pskcCiphers] : undefined;
  if (cipher === undefined) {
    throw new TokenError(
      'cipher-unsupported',
      field,
      'AES-CBC or AES key wrap',
      JSON.stringify(algorithm.slice(0, 80)),
    );
  }
  if (key.length !== cipher.keyLength) {
    throw new TokenError('key-wrong', field, `a key of ${cipher.keyLength} bytes`, `one of ${key.length}`);
  }
  return cipher.mode === 'cbc' ? decipherCbc(key, bytes, field) : unwrap(key, bytes, field);
}

/** A value as `aes128-cbc`, `aes192-cbc` or `aes256-cbc` by the length of the key: IV, then cipher text padded by PKCS #7. */
export function encipher(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  return concat(iv, cipher.update(plain), cipher.final());
}

function decipherCbc(key: Uint8Array, bytes: Uint8Array, field: string): Deciphered {
  if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0) {
    throw new TokenError('field-wrong', field, 'an IV and whole blocks of 16 bytes', `${bytes.length} bytes`);
  }
  const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, bytes.subarray(0, BLOCK));
  cipher.setAutoPadding(false);
  const padded = new Uint8Array(cipher.update(bytes.subarray(BLOCK)));
  const padding = padded[padded.length - 1]!;
  if (padding < 1 || padding > BLOCK)
    throw new TokenError('key-wrong', field, 'padding, as the right key gives', 'none');
  const filler = padded.subarray(padded.length - padding);
  return { plain: padded.slice(0, padded.length - padding), isPkcs7: filler.every((byte) => byte === padding) };
}

// RFC 3394: the wrapping checks itself
function unwrap(key: Uint8Array, bytes: Uint8Array, field: string): Deciphered {
  if (bytes.length < 24 || bytes.length % 8 !== 0) {
    throw new TokenError('field-wrong', field, 'at least 24 bytes, in blocks of 8', `${bytes.length} bytes`);
  }
  const cipher = createDecipheriv(`id-aes${key.length * 8}-wrap`, key, new Uint8Array(8).fill(0xa6));
  try {
    return { plain: new Uint8Array(Buffer.concat([cipher.update(bytes), cipher.final()])), isPkcs7: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new TokenError('key-wrong', field, 'what the right key wrapped', 'what another wrapped, or changed bytes');
  }
}
