import { KeyObject } from 'node:crypto';
import { concat, equalBytes, utf8 } from '../bytes/bytes.ts';
import { decryptCbc, encryptCbc } from '../crypto/aes-cbc.ts';
import { sha256 } from '../crypto/hash.ts';
import { hkdfSha256 } from '../crypto/hkdf.ts';
import { hmacSha256, symmetricKey } from '../crypto/hmac.ts';
import type { Random } from '../env/env.ts';
import { limits } from './limits.ts';

/** What both ends derive from Z: 32 bytes under protocol one, 64 (HMAC key, then AES key) under two. */
export interface SharedSecret {
  readonly bytes: Uint8Array;
  readonly hmacKey: KeyObject;
  readonly aesKey: KeyObject;
}

/** A key to authenticate with: a shared secret, or a pinUvAuthToken as bytes or as the KeyObject kept for it. */
export type AuthenticationKey = SharedSecret | Uint8Array | KeyObject;

/** One PIN/UV auth protocol, as both ends use it (CTAP 2.3 sections 6.5.6 and 6.5.7). */
export interface PinUvAuthProtocol {
  readonly number: 1 | 2;
  /** Length of what `authenticate` gives: 16 or 32. */
  readonly macLength: 16 | 32;
  /** How much longer a cipher is than its plain bytes: 0, or 16 for the IV. */
  readonly overhead: 0 | 16;
  /** From the x coordinate of the shared point, 32 bytes. */
  deriveSecret(z: Uint8Array): SharedSecret;
  /** `plain` is whole blocks of 16 bytes, else `RangeError`. Protocol two draws its IV from `random`, one does not use it. */
  encrypt(secret: SharedSecret, plain: Uint8Array, random: Random): Uint8Array;
  /** The plain bytes. Throws `RangeError` when `cipher` is not whole blocks (after its IV, where there is one). */
  decrypt(secret: SharedSecret, cipher: Uint8Array): Uint8Array;
  authenticate(key: AuthenticationKey, message: Uint8Array): Uint8Array;
  /** Whether `mac` authenticates the message; a MAC of another length never does. */
  verify(key: AuthenticationKey, message: Uint8Array, mac: Uint8Array): boolean;
}

const zeroIv = new Uint8Array(16);
const zeroSalt = new Uint8Array(32);
const hmacInfo = utf8('CTAP2 HMAC key');
const aesInfo = utf8('CTAP2 AES key');

const one: PinUvAuthProtocol = {
  number: 1,
  macLength: 16,
  overhead: 0,
  deriveSecret: (z) => {
    const bytes = sha256(z);
    const key = symmetricKey(bytes);
    return { bytes, hmacKey: key, aesKey: key };
  },
  encrypt: (secret, plain) => encryptCbc(secret.aesKey, zeroIv, plain),
  decrypt: (secret, cipher) => decryptCbc(secret.aesKey, zeroIv, cipher),
  authenticate: (key, message) => hmacSha256(macKey(key), message).slice(0, 16),
  verify: (key, message, mac) => equalBytes(one.authenticate(key, message), mac),
};

const two: PinUvAuthProtocol = {
  number: 2,
  macLength: 32,
  overhead: 16,
  deriveSecret: (z) => {
    const hmacKey = hkdfSha256(z, zeroSalt, hmacInfo, 32);
    const aesKey = hkdfSha256(z, zeroSalt, aesInfo, 32);
    return { bytes: concat(hmacKey, aesKey), hmacKey: symmetricKey(hmacKey), aesKey: symmetricKey(aesKey) };
  },
  encrypt: (secret, plain, random) => {
    const iv = random.bytes(16);
    return concat(iv, encryptCbc(secret.aesKey, iv, plain));
  },
  decrypt: (secret, cipher) => {
    if (cipher.length < 16) {
      throw new RangeError(`pinUvAuthProtocol two: expected an iv of 16 bytes, received ${cipher.length} bytes`);
    }
    return decryptCbc(secret.aesKey, cipher.subarray(0, 16), cipher.subarray(16));
  },
  authenticate: (key, message) => hmacSha256(macKey(key), message),
  verify: (key, message, mac) => equalBytes(two.authenticate(key, message), mac),
};

/** The protocol of that number. */
export function pinUvAuthProtocol(number: 1 | 2): PinUvAuthProtocol {
  return number === 1 ? one : two;
}

/** Whether a number names a protocol. */
export function isPinUvAuthProtocol(number: number | undefined): number is 1 | 2 {
  return number === 1 || number === 2;
}

/** A PIN as 64 bytes: UTF-8 and zeros. Throws `RangeError` beyond 63 bytes; its characters are not counted here. */
export function padPin(pin: string): Uint8Array {
  const bytes = utf8(pin);
  if (bytes.length > limits.maxPinBytes) {
    throw new RangeError(
      `padPin: expected a PIN of at most ${limits.maxPinBytes} bytes, received ${bytes.length} bytes`,
    );
  }
  const padded = new Uint8Array(limits.paddedPinLength);
  padded.set(bytes);
  return padded;
}

/** The left 16 bytes of SHA-256 of a PIN, given as text or as its UTF-8 bytes. */
export function pinHash(pin: string | Uint8Array): Uint8Array {
  return sha256(typeof pin === 'string' ? utf8(pin) : pin).slice(0, limits.pinHashLength);
}

function macKey(key: AuthenticationKey): Uint8Array | KeyObject {
  return key instanceof Uint8Array || key instanceof KeyObject ? key : key.hmacKey;
}
