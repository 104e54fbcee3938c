import { compareBytes } from '../bytes/bytes.ts';
import type { OathHash } from './oath-hash.ts';

/** What every token has, whatever file it was read from. */
export interface TokenFacts {
  /** What is printed on its back; otpauth URIs have none. */
  readonly serial?: string;
  readonly secret: Uint8Array;
  readonly hash: OathHash;
  /** 6 to 10. */
  readonly digits: number;
  readonly manufacturer?: string;
  readonly model?: string;
  /** Who runs the service it is for. */
  readonly issuer?: string;
  /** Whose it is: a user principal name, or in Graph JSON the id of a user. */
  readonly upn?: string;
  /** What people call it. */
  readonly label?: string;
}

/** A token that follows the clock. */
export interface TotpRecord extends TokenFacts {
  readonly type: 'totp';
  readonly periodSeconds: number;
  /** Steps by which a server last found it ahead of its own clock, negative where behind (RFC 6030 section 4.3.4). */
  readonly timeDriftSteps?: number;
}

/** A token that counts. */
export interface HotpRecord extends TokenFacts {
  readonly type: 'hotp';
  /** The next counter, up to 2^53 - 1. */
  readonly counter: number;
}

/** A token as all file formats know it. */
export type TokenRecord = TotpRecord | HotpRecord;

/** The files that tokens come and go in. */
export const tokenFormats = ['otpauth', 'csv', 'graph', 'pskc'] as const;
/** One of `tokenFormats`. */
export type TokenFormat = (typeof tokenFormats)[number];

/** The name of a token for people: its label, its serial number or its owner; empty where it has none of them. */
export function nameOf({ label, serial, upn }: TokenRecord): string {
  return label ?? serial ?? upn ?? '';
}

/** Whether two records say the same of the same secret. */
export function sameToken(one: TokenRecord, other: TokenRecord): boolean {
  const { secret, ...facts } = one;
  const { secret: otherSecret, ...otherFacts } = other;
  return compareBytes(secret, otherSecret) === 0 && textOf(facts) === textOf(otherFacts);
}

function textOf(facts: object): string {
  return JSON.stringify(Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1)));
}
