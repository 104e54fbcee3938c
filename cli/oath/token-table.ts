import { toBase32 } from '../../src/bytes/base32.ts';
import type { TokenRecord } from '../../src/oath/token-record.ts';
import { columns } from '../columns.ts';

/** Tokens as a table for people; secrets where they are asked for. */
export function tokenTable(tokens: readonly TokenRecord[], showSecrets: boolean): string {
  return columns([
    [
      'serial',
      'name',
      'type',
      'hash',
      'digits',
      'period',
      'counter',
      'drift',
      ...(showSecrets ? ['secret'] : ['bytes']),
    ],
    ...tokens.map((token) => [
      printable(token.serial ?? '-'),
      printable(token.label ?? token.upn ?? '-'),
      token.type,
      token.hash,
      `${token.digits}`,
      token.type === 'totp' ? `${token.periodSeconds}` : '-',
      token.type === 'hotp' ? `${token.counter}` : '-',
      token.type === 'totp' && token.timeDriftSteps !== undefined ? `${token.timeDriftSteps}` : '-',
      showSecrets ? toBase32(token.secret) : `${token.secret.length}`,
    ]),
  ]);
}

/** A token for programs; its secret in base32 where it is asked for. */
export function tokenAsJson({ secret, ...facts }: TokenRecord, showSecrets: boolean): object {
  return { ...facts, secretBytes: secret.length, ...(showSecrets ? { secret: toBase32(secret) } : {}) };
}

// a file must not be able to move the cursor of whoever looks at it
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, '·').slice(0, 60);
}
