import { type HotpKey, hotpKey } from './hotp.ts';
import { stepAt } from './totp.ts';

const ALPHABET = '23456789BCDFGHJKMNPQRTVWXY';
const LENGTH = 5;

/** A Steam Guard code: five characters of an alphabet of 26, from the truncated value of a 30-second step under SHA-1. */
export function steamCode(secret: Uint8Array | HotpKey, seconds: number): string {
  const key = secret instanceof Uint8Array ? hotpKey(secret) : secret;
  return steamCodeOf(key.truncated(stepAt(seconds)));
}

/** The five characters of a truncated value. */
export function steamCodeOf(truncated: number): string {
  let left = truncated;
  let code = '';
  for (let at = 0; at < LENGTH; at += 1) {
    code += ALPHABET[left % ALPHABET.length];
    left = Math.floor(left / ALPHABET.length);
  }
  return code;
}
