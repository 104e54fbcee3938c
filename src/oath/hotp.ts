import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { digest } from '../crypto/hash.ts';
import { type OathHash, opensslName } from './oath-hash.ts';
import type { Sha1Pads } from './sha1-lanes.ts';
import { hmacSha1OfCounter, type Sha1State, sha1AfterBlock } from './sha1-midstate.ts';

/** A moving factor: 64 bits, unsigned. */
export type Counter = number | bigint;

/** How codes are made. */
export interface CodeFormat {
  /** `SHA1` unless given. */
  readonly hash?: OathHash;
  /** 6 to 10; 6 unless given. */
  readonly digits?: number;
}

/** A secret with its pads hashed once: each code costs what its counter costs, and no more. */
export interface HotpKey {
  readonly hash: OathHash;
  /** Of SHA-1: the states after its pads, for `findStep`. */
  readonly sha1Pads?: Sha1Pads;
  /** The truncated value of a counter, 0 to 2^31 - 1 (RFC 4226 section 5.3). Throws `RangeError` for a counter outside 64 bits. */
  truncated(counter: Counter): number;
}

const MOST_COUNTER = 2n ** 64n - 1n;
const HIGH = 0x1_0000_0000;
const powers = Int32Array.from({ length: 10 }, (_power, digits) => 10 ** digits);

/** The key of a secret, kept. Any length does; RFC 4226 wants at least 16 bytes, of which `lintSecret` tells. */
export function hotpKey(secret: Uint8Array, hash: OathHash = 'SHA1'): HotpKey {
  return hash === 'SHA1' ? sha1Key(secret) : opensslKey(secret, hash);
}

/** The HOTP code of a counter (RFC 4226 section 5.3). Throws `RangeError` for digits or a counter outside their bounds. */
export function hotp(secret: Uint8Array | HotpKey, counter: Counter, format: CodeFormat = {}): string {
  const { hash = 'SHA1', digits = 6 } = format;
  const key = secret instanceof Uint8Array ? hotpKey(secret, hash) : secret;
  return codeOf(key.truncated(counter), digits);
}

/** A truncated value as people see it: its last digits, leading zeros kept. Throws `RangeError` unless digits is 6 to 10. */
export function codeOf(truncated: number, digits: number): string {
  if (!Number.isInteger(digits) || digits < 6 || digits > 10) {
    throw new RangeError(`digits: expected 6 to 10, received ${digits}`);
  }
  const text = String(lastDigits(truncated, digits));
  return text.length === digits ? text : text.padStart(digits, '0');
}

/** The number that so many last digits of a truncated value make. */
export function lastDigits(truncated: number, digits: number): number {
  // 2^31 has ten digits: of a longer code the first is 0, 1 or 2; powers are kept as integers, since remainders of others are slow
  return digits < 10 ? truncated % (powers[digits] ?? 10 ** digits) : truncated;
}

/** The dynamic truncation of an HMAC (RFC 4226 section 5.3). */
export function truncate(mac: Uint8Array): number {
  const offset = mac[mac.length - 1]! & 0x0f;
  return (((mac[offset]! & 0x7f) << 24) | (mac[offset + 1]! << 16) | (mac[offset + 2]! << 8) | mac[offset + 3]!) >>> 0;
}

/** The 8 bytes of a counter. Throws `RangeError` outside 64 bits. */
export function counterBytes(counter: Counter): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(checked(counter)));
  return bytes;
}

function checked(counter: Counter): Counter {
  const isRight =
    typeof counter === 'bigint'
      ? counter >= 0n && counter <= MOST_COUNTER
      : Number.isSafeInteger(counter) && counter >= 0;
  if (!isRight) throw new RangeError(`counter: expected 0 to 2^64 - 1, received ${counter}`);
  return counter;
}

function sha1Key(secret: Uint8Array): HotpKey {
  const short = secret.length > 64 ? digest('sha1', secret) : secret;
  const inner = sha1AfterBlock(pad(short, 64, 0x36));
  const outer = sha1AfterBlock(pad(short, 64, 0x5c));
  const mac = new Int32Array(5);
  return {
    hash: 'SHA1',
    sha1Pads: { inner, outer },
    truncated: (counter) => {
      checked(counter);
      if (typeof counter === 'number') return ofSha1(inner, outer, Math.floor(counter / HIGH), counter % HIGH, mac);
      return ofSha1(inner, outer, Number(counter >> 32n), Number(counter & 0xffff_ffffn), mac);
    },
  };
}

function ofSha1(inner: Sha1State, outer: Sha1State, high: number, low: number, mac: Int32Array): number {
  hmacSha1OfCounter(inner, outer, high, low, mac);
  const offset = mac[4]! & 0x0f;
  const word = offset >> 2;
  const bits = (offset & 3) << 3;
  const joined = bits === 0 ? mac[word]! : (mac[word]! << bits) | (mac[word + 1]! >>> (32 - bits));
  return joined & 0x7fff_ffff;
}

function pad(key: Uint8Array, length: number, value: number): Uint8Array {
  const padded = new Uint8Array(length).fill(value);
  for (let at = 0; at < key.length; at += 1) padded[at] = key[at]! ^ value;
  return padded;
}

function opensslKey(secret: Uint8Array, hash: OathHash): HotpKey {
  const key: KeyObject = createSecretKey(secret);
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  return {
    hash,
    truncated: (counter) => {
      view.setBigUint64(0, BigInt(checked(counter)));
      return truncate(createHmac(opensslName[hash], key).update(bytes).digest());
    },
  };
}
