import { toBase32 } from '../bytes/base32.ts';
import { MOST_SECRET_CHARACTERS } from './entra-secret.ts';
import type { TokenRecord } from './token-record.ts';

/** Why Entra takes no such token: it knows TOTP alone, of six digits, in steps of 30 or 60 seconds. Undefined where it does. */
export function entraRefusal(token: TokenRecord): string | undefined {
  if (token.type !== 'totp') return `expected totp, received ${token.type}`;
  if (token.digits !== 6) return `expected 6 digits, received ${token.digits}`;
  if (token.periodSeconds !== 30 && token.periodSeconds !== 60) {
    return `expected an interval of 30 or 60 seconds, received ${token.periodSeconds}`;
  }
  if (token.secret.length === 0) return 'expected a secret, received an empty one';
  const characters = toBase32(token.secret).length;
  if (characters > MOST_SECRET_CHARACTERS) {
    return `expected a secret of at most ${MOST_SECRET_CHARACTERS} characters of base32, received ${characters}`;
  }
  return undefined;
}

/** The first of these members that a token has not; undefined where it has all. */
export function notKept(
  token: TokenRecord,
  members: readonly ('upn' | 'serial' | 'manufacturer' | 'model')[],
): string | undefined {
  const missing = members.find((member) => (token[member] ?? '').trim() === '');
  return missing === undefined ? undefined : `expected a ${missing}, received none`;
}
