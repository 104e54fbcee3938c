import { fromBase32 } from '../bytes/base32.ts';
import { fromHex } from '../bytes/hex.ts';
import type { OathHash } from './oath-hash.ts';

/** How a secret was written. */
export type SecretEncoding = 'base32' | 'hex';

/** A secret and what is remarkable about it. */
export interface LintedSecret {
  readonly bytes: Uint8Array;
  readonly encoding: SecretEncoding;
  /** Remarks for people, of which none keeps the secret from working here. */
  readonly remarks: readonly string[];
}

/** RFC 4226 section 4 requirement R6: 128 bits at least. */
const LEAST_BYTES = 16;
const blockBytes: Readonly<Record<OathHash, number>> = { SHA1: 64, SHA256: 64, SHA512: 128 };
const hashBytes: Readonly<Record<OathHash, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };

/**
 * Reads a secret as people paste it: spaces and dashes are dropped. `encoding` says which one it must be; without it hex is
 * taken where the text cannot be base32 (a 0, 1, 8 or 9). Throws `RangeError`; the text itself is never in the message.
 */
export function lintSecret(text: string, hash: OathHash = 'SHA1', encoding?: SecretEncoding): LintedSecret {
  const bare = text.replaceAll(/[\s-]/g, '');
  if (bare === '') throw new RangeError('secret: expected base32 or hex, received nothing');
  const looksHex = /^[0-9a-fA-F]+$/.test(bare) && bare.length % 2 === 0;
  const isOnlyHex = looksHex && /[0189]/.test(bare);
  const remarks: string[] = [];
  const used = encoding ?? (isOnlyHex ? 'hex' : 'base32');
  if (encoding === 'base32' && isOnlyHex) {
    throw new RangeError('secret: expected base32, received what is hex: 0, 1, 8 and 9 are no characters of base32');
  }
  const bytes = used === 'hex' ? fromHexSecret(bare) : fromBase32(bare);
  if (encoding === undefined && looksHex && !isOnlyHex) {
    remarks.push('the text is base32 and hex alike and was read as base32: say which one it is');
  }
  if (bytes.length < LEAST_BYTES) remarks.push(`${bytes.length} bytes: RFC 4226 wants at least ${LEAST_BYTES}`);
  else if (bytes.length < hashBytes[hash]) {
    remarks.push(`${bytes.length} bytes: a secret for ${hash} is ${hashBytes[hash]} bytes long by custom`);
  }
  if (bytes.length > blockBytes[hash]) {
    remarks.push(
      `${bytes.length} bytes: beyond the ${blockBytes[hash]} of a block HMAC uses the hash of the secret, which some tokens do not`,
    );
  }
  if (bytes.every((byte) => byte === bytes[0])) remarks.push('all bytes are the same');
  if (bytes.every((byte) => byte >= 0x30 && byte <= 0x39)) {
    remarks.push('the bytes are ASCII digits: perhaps a test seed, or text that was encoded twice');
  } else if (bytes.length >= 16 && bytes.every((byte) => /[0-9a-fA-F]/.test(String.fromCharCode(byte)))) {
    remarks.push('the bytes are ASCII hex: perhaps hex that was encoded as text');
  }
  return { bytes, encoding: used, remarks };
}

function fromHexSecret(bare: string): Uint8Array {
  try {
    return fromHex(bare);
  } catch (cause) {
    // fromHex shows its input
    throw new RangeError('secret: expected an even number of hexadecimal digits, received something else', {
      cause: cause instanceof RangeError ? undefined : cause,
    });
  }
}
