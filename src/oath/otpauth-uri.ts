import { fromBase32, toBase32 } from '../bytes/base32.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { type OathHash, oathHash } from './oath-hash.ts';

/** A token as an otpauth URI describes it. */
export interface OtpauthToken {
  readonly type: 'totp' | 'hotp';
  readonly account: string;
  readonly issuer?: string;
  readonly secret: Uint8Array;
  readonly hash: OathHash;
  readonly digits: number;
  /** Of totp. */
  readonly periodSeconds?: number;
  /** Of hotp. */
  readonly counter?: number;
}

const PATH = 'otpauth';

/** Reads an `otpauth://` URI (the Key URI format). Throws `DecodeError`; the secret is never in the message. */
export function parseOtpauthUri(text: string): OtpauthToken {
  const [, type, rest] = /^otpauth:\/\/([^/?#]+)\/(.*)$/is.exec(text.trim()) ?? [];
  if (type === undefined || rest === undefined)
    throw new DecodeError(PATH, 'otpauth://TYPE/LABEL?secret=…', 'another text');
  const kind = type.toLowerCase();
  if (kind !== 'totp' && kind !== 'hotp')
    throw new DecodeError(`${PATH}.type`, 'totp or hotp', JSON.stringify(type.slice(0, 20)));
  const [label = '', query = ''] = splitOnce(rest, '?');
  const { account, issuer: labelIssuer } = readLabel(label);
  const parameters = readParameters(query);
  const issuer = parameters.get('issuer') ?? labelIssuer;
  const algorithm = parameters.get('algorithm') ?? 'SHA1';
  const counter = parameters.get('counter');
  if (kind === 'hotp' && counter === undefined)
    throw new DecodeError(`${PATH}.counter`, 'one for hotp', 'nothing', { kind: 'missing' });
  return {
    type: kind,
    account,
    ...(issuer === undefined ? {} : { issuer }),
    secret: readSecret(parameters.get('secret')),
    hash: readBy('algorithm', () => oathHash(algorithm)),
    digits: readCount('digits', parameters.get('digits') ?? '6', 6, 10),
    ...(kind === 'totp' ? { periodSeconds: readCount('period', parameters.get('period') ?? '30', 1, 86_400) } : {}),
    ...(kind === 'hotp' ? { counter: readCount('counter', counter!, 0, Number.MAX_SAFE_INTEGER) } : {}),
  };
}

/** The URI of a token; what has its default value is written all the same, since apps differ in their defaults. */
export function formatOtpauthUri(token: OtpauthToken): string {
  const { type, account, issuer, secret, hash, digits } = token;
  const label = [issuer, account]
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join(':');
  const moving = type === 'totp' ? ['period', token.periodSeconds ?? 30] : ['counter', token.counter ?? 0];
  const parameters = [
    ['secret', toBase32(secret)],
    ...(issuer === undefined ? [] : [['issuer', encodeURIComponent(issuer)]]),
    ['algorithm', hash],
    ['digits', digits],
    moving,
  ];
  return `otpauth://${type}/${label}?${parameters.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

function readLabel(label: string): { account: string; issuer?: string } {
  // the colon may be written as %3A, but only an unescaped or the first one parts issuer and account
  const text = decoded(label, 'label');
  const [first, second] = splitOnce(text, ':');
  return second === undefined ? { account: first.trim() } : { issuer: first.trim(), account: second.trim() };
}

function readParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&').filter((text) => text !== '')) {
    const [name, value = ''] = splitOnce(part, '=');
    const key = name.toLowerCase();
    if (parameters.has(key)) throw new DecodeError(`${PATH}.${key.slice(0, 40)}`, 'one', 'two', { kind: 'value' });
    parameters.set(key, decoded(value.replaceAll('+', ' '), key));
  }
  return parameters;
}

function readSecret(text: string | undefined): Uint8Array {
  if (text === undefined || text === '')
    throw new DecodeError(`${PATH}.secret`, 'base32', 'nothing', { kind: 'missing' });
  return readBy('secret', () => fromBase32(text.replaceAll(/[\s-]/g, '')));
}

function readCount(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= least && value <= most) return value;
  throw new DecodeError(`${PATH}.${name}`, `${least} to ${most}`, JSON.stringify(text.slice(0, 20)), { kind: 'value' });
}

function readBy<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DecodeError(`${PATH}.${name}`, 'a value of it', cause.message, { kind: 'value', cause });
  }
}

function decoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new DecodeError(`${PATH}.${name.slice(0, 40)}`, 'percent-encoded UTF-8', 'something else', { cause });
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
