import { DecodeError } from '../errors/decode-error.ts';
import type { TokenFormat, TokenRecord } from './token-record.ts';

/** Why a token could not be read: stable slugs, part of the interface. */
export const importFailureCodes = [
  'syntax',
  'field-missing',
  'field-wrong',
  'secret-wrong',
  'secret-too-long',
  'serial-duplicate',
  'type-unsupported',
  'key-missing',
  'key-wrong',
  'mac-missing',
  'mac-broken',
  'cipher-unsupported',
] as const;
/** One of `importFailureCodes`. */
export type ImportFailureCode = (typeof importFailureCodes)[number];

/** One line or token that could not be read. The secret is never in it. */
export interface ImportFailure {
  readonly code: ImportFailureCode;
  /** For people: `line 3, column 25 (secret key)`, `value[2].secretKey`, `KeyPackage 3 (line 40)`. */
  readonly place: string;
  readonly expected: string;
  readonly received: string;
  /** The line in the file, from 1. */
  readonly line?: number;
  /** The character of that line, from 1. */
  readonly column?: number;
  /** Which token of the file, from 0. */
  readonly index?: number;
  readonly field?: string;
  readonly serial?: string;
}

/** What a file of tokens held. */
export interface ImportedTokens {
  readonly format: TokenFormat;
  readonly tokens: readonly TokenRecord[];
  readonly failures: readonly ImportFailure[];
  /** What is remarkable, and keeps no token from being used. */
  readonly remarks: readonly string[];
}

/** One line for people: place, expectation, finding. */
export function describeFailure({ place, expected, received }: ImportFailure): string {
  return `${place}: expected ${expected}, received ${received}`;
}

/** A token that cannot be read, on its way from where that is noticed to where its place is known. */
export class TokenError extends DecodeError {
  readonly code: ImportFailureCode;
  /** Where in the text, where that is known. */
  readonly at: number | undefined;

  constructor(code: ImportFailureCode, field: string, expected: string, received: string, at?: number) {
    super(field, expected, received, { kind: code === 'field-missing' ? 'missing' : 'value' });
    this.code = code;
    this.at = at;
  }
}
