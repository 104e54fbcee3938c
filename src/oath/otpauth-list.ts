import { DecodeError } from '../errors/decode-error.ts';
import type { ImportedTokens, ImportFailure } from './import-failure.ts';
import { formatOtpauthUri, type OtpauthToken, parseOtpauthUri } from './otpauth-uri.ts';
import type { TokenRecord } from './token-record.ts';

/** Reads otpauth URIs, one a line; empty lines and those that begin with # are passed over. Never throws for a line: it becomes a failure. */
export function readOtpauthList(text: string): ImportedTokens {
  const tokens: TokenRecord[] = [];
  const failures: ImportFailure[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  let index = -1;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    index += 1;
    try {
      tokens.push(recordOf(parseOtpauthUri(line)));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      failures.push(failureOf(error, line, at + 1, index));
    }
  }
  return { format: 'otpauth', tokens, failures, remarks: [] };
}

/** URIs, one a line. The account is the label, the owner or the serial number, whichever comes first. */
export function writeOtpauthList(tokens: readonly TokenRecord[]): string {
  return tokens.map((token) => `${formatOtpauthUri(otpauthToken(token))}\n`).join('');
}

/** The account of a token: its label, its owner or its serial number, whichever comes first; empty where it has none. */
export function accountOf({ label, upn, serial }: TokenRecord): string {
  return label ?? upn ?? serial ?? '';
}

/** A record as an otpauth URI describes it. */
export function otpauthToken(token: TokenRecord): OtpauthToken {
  const { type, secret, hash, digits, issuer } = token;
  return {
    type,
    account: accountOf(token),
    ...(issuer === undefined ? {} : { issuer }),
    secret,
    hash,
    digits,
    ...(type === 'totp' ? { periodSeconds: token.periodSeconds } : { counter: token.counter }),
  };
}

function recordOf({ account, issuer, secret, hash, digits, ...token }: OtpauthToken): TokenRecord {
  const facts = {
    secret,
    hash,
    digits,
    ...(issuer === undefined ? {} : { issuer }),
    ...(account === '' ? {} : { label: account }),
  };
  return token.type === 'totp'
    ? { type: 'totp', periodSeconds: token.periodSeconds ?? 30, ...facts }
    : { type: 'hotp', counter: token.counter ?? 0, ...facts };
}

function failureOf(error: DecodeError, text: string, line: number, index: number): ImportFailure {
  const field = error.path.replace(/^otpauth\.?/, '');
  const column = columnOf(text, field);
  const isSecret = field === 'secret';
  return {
    code:
      error.kind === 'missing' ? 'field-missing' : isSecret ? 'secret-wrong' : field === '' ? 'syntax' : 'field-wrong',
    place: `line ${line}, column ${column}${field === '' ? '' : ` (${field})`}`,
    expected: isSecret && error.kind !== 'missing' ? 'base32, A to Z and 2 to 7' : error.expected,
    received: isSecret && error.kind !== 'missing' ? 'another text' : error.received,
    line,
    column,
    index,
    ...(field === '' ? {} : { field }),
  };
}

/** Where the value of a parameter begins, from 1; 1 where it is not there. */
function columnOf(line: string, field: string): number {
  const escaped = field.replaceAll(/[^a-z0-9]/gi, '\\$&');
  const found = field === '' ? null : new RegExp(`[?&]${escaped}=`, 'i').exec(line);
  return found === null ? 1 : found.index + found[0].length + 1;
}
