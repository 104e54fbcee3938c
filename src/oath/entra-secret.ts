import { fromBase32 } from '../bytes/base32.ts';
import { TokenError } from './import-failure.ts';

/** The longest secret that Entra takes, in characters of base32. */
export const MOST_SECRET_CHARACTERS = 128;

/** The secret that Entra would read: base32 of either case, at most 128 characters. Throws `TokenError`, never with the secret. */
export function entraSecret(text: string, field: string): Uint8Array {
  if (text.length > MOST_SECRET_CHARACTERS) {
    throw new TokenError('secret-too-long', field, `at most ${MOST_SECRET_CHARACTERS} characters`, `${text.length}`);
  }
  const foreign = text.search(/[^A-Za-z2-7=]/);
  if (foreign >= 0) {
    const isHex = text.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(text);
    const received = isHex ? 'what is hex' : `another character at character ${foreign + 1} of it`;
    throw new TokenError('secret-wrong', field, 'base32, A to Z and 2 to 7', received, foreign);
  }
  try {
    return fromBase32(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // without a foreign character all that is left is a length, and bits after the last byte
    throw new TokenError('secret-wrong', field, 'base32 of whole bytes', `${text.length} characters that are none`);
  }
}

/** The interval that Entra would read: 30 or 60. Throws `TokenError`. */
export function entraInterval(text: string, field: string): number {
  if (text === '30' || text === '60') return Number(text);
  // anything longer may be a secret in the wrong place
  throw new TokenError('field-wrong', field, '30 or 60', text.length <= 8 ? JSON.stringify(text) : 'another text');
}
