import { hmac } from '../../src/crypto/hmac.ts';
import { type OathHash, opensslName } from '../../src/oath/oath-hash.ts';
import { CardRefusal, oathStatus } from './status.ts';

const hashes = { 1: 'SHA1', 2: 'SHA256', 3: 'SHA512' } as const satisfies Readonly<Record<number, OathHash>>;
const types = { 1: 'hotp', 2: 'totp' } as const;

/** The byte of a type and a hash: the type in the high four bits, the hash in the low. */
export function algorithmByte(type: 'hotp' | 'totp', hash: OathHash): number {
  return (type === 'hotp' ? 0x10 : 0x20) | hashNumber(hash);
}

/** 1, 2 or 3. */
export function hashNumber(hash: OathHash): number {
  return { SHA1: 1, SHA256: 2, SHA512: 3 }[hash];
}

/** The hash in the low four bits. Throws `CardRefusal` (6A80). */
export function hashOf(byte: number): OathHash {
  return hashes[(byte & 0x0f) as 1] ?? syntaxError();
}

/** The type in the high four bits. Throws `CardRefusal` (6A80). */
export function typeOf(byte: number): 'hotp' | 'totp' {
  return types[(byte >> 4) as 1] ?? syntaxError();
}

/** The MAC of a challenge. */
export function macOf(
  { hash, key }: { readonly hash: OathHash; readonly key: Uint8Array },
  challenge: Uint8Array,
): Uint8Array {
  return hmac(opensslName[hash], key, challenge);
}

function syntaxError(): never {
  throw new CardRefusal(oathStatus.WRONG_SYNTAX);
}
