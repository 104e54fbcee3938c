import { DecodeError } from '../errors/decode-error.ts';
import { entraCsvHeader, readEntraCsv } from './entra-csv.ts';
import { readGraphTokens } from './graph-tokens.ts';
import type { ImportedTokens } from './import-failure.ts';
import { readOtpauthList } from './otpauth-list.ts';
import type { PskcSecrets } from './pskc-keys.ts';
import { readPskc } from './pskc-reader.ts';
import type { TokenFormat } from './token-record.ts';

/** What is known of a file beside its text. */
export interface ImportOptions extends PskcSecrets {
  /** Found out unless given. */
  readonly format?: TokenFormat;
}

/**
 * Reads a file of tokens. What is wrong with one token is a failure and keeps no other from being read; a text that is no such
 * file throws `DecodeError`. No secret is ever in either.
 */
export function importTokens(text: string, options: ImportOptions = {}): ImportedTokens {
  const format = options.format ?? detectFormat(text);
  switch (format) {
    case 'otpauth':
      return readOtpauthList(text);
    case 'csv':
      return readEntraCsv(text);
    case 'graph':
      return readGraphTokens(text);
    case 'pskc':
      return readPskc(text, options);
    case undefined:
      throw new DecodeError(
        'tokens',
        `otpauth URIs, the header ${entraCsvHeader}, JSON or a KeyContainer`,
        'another text',
      );
  }
}

/** The format that a text begins like; undefined for none. */
export function detectFormat(text: string): TokenFormat | undefined {
  const start = text.slice(0, 4096).replace(/^\ufeff/, '');
  if (/^\s*</.test(start)) return 'pskc';
  if (/^\s*[[{]/.test(start)) return 'graph';
  if (/^(?:[ \t]*(?:#.*)?\r?\n)*\s*otpauth:/i.test(start)) return 'otpauth';
  // a header that is nearly right is named by what is wrong with it
  return /^"?\s*upn\s*"?\s*[,;\t]/i.test(start) || /^[^\r\n]*secret key[^\r\n]*[,;]/i.test(start) ? 'csv' : undefined;
}
