import { pbkdf2Sync } from 'node:crypto';
import { utf8 } from '../../src/bytes/bytes.ts';
import type { AccessCode } from './state.ts';

const ROUNDS = 1000;
const KEY_BYTES = 16;

/** The access code that hosts make of a password: PBKDF2 with HMAC-SHA-1, the card's identifier being the salt. */
export function codeOfPassword(password: string, deviceId: Uint8Array): AccessCode {
  const key = pbkdf2Sync(utf8(password), deviceId, ROUNDS, KEY_BYTES, 'sha1');
  return { hash: 'SHA1', key: new Uint8Array(key) };
}
