import { toBase32 } from '../bytes/base32.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { entraInterval, entraSecret } from './entra-secret.ts';
import { type ImportedTokens, type ImportFailure, TokenError } from './import-failure.ts';
import { type OathHash, oathHash } from './oath-hash.ts';
import { entraRefusal, notKept } from './token-limits.ts';
import type { TokenRecord } from './token-record.ts';

/** A token as Microsoft Graph is given it (`hardwareOathTokenAuthenticationMethodDevice`, beta). */
export interface GraphToken {
  readonly serialNumber: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly secretKey: string;
  readonly timeIntervalInSeconds: number;
  readonly hashFunction: 'hmacsha1' | 'hmacsha256';
  readonly displayName?: string;
  readonly assignTo?: { readonly id: string };
}

/** The body of a bulk PATCH. */
export interface GraphDelta {
  readonly '@context': '#$delta';
  readonly value: readonly (GraphToken & { readonly '@contentId': string })[];
}

/** Reads Graph JSON: one token, an array of them, or the body of a bulk PATCH. Throws `DecodeError` where it is none of them. */
export function readGraphTokens(text: string): ImportedTokens {
  const { items, path } = itemsOf(parsed(text));
  const tokens: TokenRecord[] = [];
  const failures: ImportFailure[] = [];
  const serials = new Map<string, string>();
  const contentIds = new Set<string>();
  for (const [index, item] of items.entries()) {
    const place = path(index);
    let serial: string | undefined;
    try {
      if (!isObject(item)) throw new TokenError('syntax', '', 'an object', kindOf(item));
      if (typeof item['serialNumber'] === 'string') serial = item['serialNumber'].slice(0, 64);
      checkContentId(item, contentIds);
      const token = tokenOf(item);
      const first = serials.get(token.serial!);
      if (first !== undefined)
        throw new TokenError('serial-duplicate', 'serialNumber', 'one of its own', `that of ${first}`);
      serials.set(token.serial!, place);
      tokens.push(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      const { code, path: field, expected, received } = error;
      failures.push({
        code,
        place: [place, field].filter((part) => part !== '').join('.') || 'the token',
        expected,
        received,
        index,
        ...(field === '' ? {} : { field }),
        ...(serial === undefined ? {} : { serial }),
      });
    }
  }
  return { format: 'graph', tokens, failures, remarks: [] };
}

/** The body of a bulk PATCH that creates the tokens. Throws `RangeError` for one that Graph cannot carry. */
export function writeGraphTokens(tokens: readonly TokenRecord[]): string {
  const delta: GraphDelta = {
    '@context': '#$delta',
    value: tokens.map((token, index) => ({ '@contentId': `${index + 1}`, ...graphToken(token) })),
  };
  return `${JSON.stringify(delta, undefined, 2)}\n`;
}

/** One token for Graph. Throws `RangeError` for one that it cannot carry. */
export function graphToken(token: TokenRecord): GraphToken {
  const refusal = entraRefusal(token) ?? notKept(token, ['serial', 'manufacturer', 'model']) ?? hashRefusal(token);
  if (refusal !== undefined || token.type !== 'totp') throw new RangeError(`graph: ${refusal}`);
  const { serial, manufacturer, model, secret, periodSeconds, hash, label, upn } = token;
  return {
    serialNumber: serial!,
    manufacturer: manufacturer!,
    model: model!,
    secretKey: toBase32(secret),
    timeIntervalInSeconds: periodSeconds,
    hashFunction: hash === 'SHA256' ? 'hmacsha256' : 'hmacsha1',
    ...(label === undefined ? {} : { displayName: label }),
    ...(upn === undefined ? {} : { assignTo: { id: upn } }),
  };
}

/** Why Graph cannot carry a token's hash. Undefined where it can. */
export function hashRefusal({ hash }: TokenRecord): string | undefined {
  return hash === 'SHA512' ? 'expected SHA1 or SHA256, received SHA512' : undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // the engine's message quotes the text, and a secret with it
    const position = /position (\d+)/.exec(error.message)?.[1];
    throw new DecodeError(
      'graph',
      'JSON',
      position === undefined ? 'other text' : `other text from character ${position}`,
    );
  }
}

function itemsOf(value: unknown): { readonly items: readonly unknown[]; readonly path: (index: number) => string } {
  if (Array.isArray(value)) return { items: value, path: (index) => `[${index}]` };
  if (!isObject(value)) throw new DecodeError('graph', 'an object or an array', kindOf(value), { kind: 'type' });
  if (!('value' in value)) return { items: [value], path: () => '' };
  const { '@context': context, value: items } = value;
  if (typeof context === 'string' && !context.endsWith('#$delta') && !context.includes('#directory/')) {
    throw new DecodeError('graph.@context', '#$delta', JSON.stringify(context.slice(0, 60)), { kind: 'value' });
  }
  if (!Array.isArray(items)) throw new DecodeError('graph.value', 'an array', kindOf(items), { kind: 'type' });
  return { items, path: (index) => `value[${index}]` };
}

function checkContentId({ '@contentId': id }: JsonObject, seen: Set<string>): void {
  if (id === undefined) return;
  if (typeof id !== 'string' || id === '') throw new TokenError('field-wrong', '@contentId', 'a text', kindOf(id));
  if (seen.has(id)) throw new TokenError('field-wrong', '@contentId', 'one of its own', 'that of another token');
  seen.add(id);
}

function tokenOf(item: JsonObject): TokenRecord {
  const interval = item['timeIntervalInSeconds'];
  // an example of Microsoft's own has the number as a text
  if (interval === undefined || interval === null)
    throw new TokenError('field-missing', 'timeIntervalInSeconds', '30 or 60', 'nothing');
  if (typeof interval !== 'number' && typeof interval !== 'string') {
    throw new TokenError('field-wrong', 'timeIntervalInSeconds', '30 or 60', kindOf(interval));
  }
  const label = optionalText(item, 'displayName');
  const upn = assignedTo(item['assignTo']);
  return {
    type: 'totp',
    serial: text(item, 'serialNumber'),
    secret: entraSecret(text(item, 'secretKey'), 'secretKey'),
    hash: hashOf(item['hashFunction']),
    digits: 6,
    periodSeconds: entraInterval(`${interval}`, 'timeIntervalInSeconds'),
    manufacturer: text(item, 'manufacturer'),
    model: text(item, 'model'),
    ...(upn === undefined ? {} : { upn }),
    ...(label === undefined ? {} : { label }),
  };
}

function text(item: JsonObject, field: string): string {
  const value = optionalText(item, field);
  if (value === undefined) throw new TokenError('field-missing', field, 'a text', 'nothing');
  return value;
}

function optionalText(item: JsonObject, field: string): string | undefined {
  const value = item[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new TokenError('field-wrong', field, 'a text', kindOf(value));
  return value.trim() === '' ? undefined : value.trim();
}

function assignedTo(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new TokenError('field-wrong', 'assignTo', 'an object with an id', kindOf(value));
  const { id } = value;
  if (typeof id === 'string' && id.trim() !== '') return id.trim();
  throw new TokenError('field-wrong', 'assignTo.id', 'a text', kindOf(id));
}

function hashOf(value: unknown): OathHash {
  if (value === undefined || value === null) return 'SHA1';
  const received = typeof value === 'string' ? JSON.stringify(value.slice(0, 20)) : kindOf(value);
  if (value === 'hmacsha1' || value === 'hmacsha256') return oathHash(value);
  throw new TokenError('field-wrong', 'hashFunction', 'hmacsha1 or hmacsha256', received);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
