import { fromUtf8, utf8 } from '../bytes/bytes.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { repeatedName, shapeOf } from './json-members.ts';

/** The client data that a signature covers (WebAuthn section 5.8.1). */
export interface CollectedClientData {
  /** `webauthn.create` or `webauthn.get`. */
  type: string;
  /** base64url, as the client wrote it. */
  challenge: string;
  origin: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  /** A name that the object has twice: this reader took the last, as ECMAScript does, and another may take the first. */
  repeated?: string;
  /** Members that the standard does not name, as JSON values. */
  rest: ReadonlyMap<string, unknown>;
}

const ROOT = 'clientData';
const BYTE_ORDER_MARK = '\ufeff';
const MAX_DEPTH = 64;

/**
 * Reads client data: UTF-8 (a byte order mark is skipped), JSON that nests at most 64 deep, an object with its required
 * members of the right type. Of two members of one name the last counts, and `repeated` tells. What the members say is for the verifier. Throws `DecodeError`.
 */
export function decodeClientData(bytes: Uint8Array): CollectedClientData {
  const { object, repeated } = parseObject(bytes);
  const crossOrigin = object.get('crossOrigin');
  const topOrigin = object.get('topOrigin');
  if (crossOrigin !== undefined && typeof crossOrigin !== 'boolean')
    throw wrongType('crossOrigin', 'a boolean', crossOrigin);
  if (topOrigin !== undefined && typeof topOrigin !== 'string') throw wrongType('topOrigin', 'text', topOrigin);
  const data: CollectedClientData = {
    type: requiredText(object, 'type'),
    challenge: requiredText(object, 'challenge'),
    origin: requiredText(object, 'origin'),
    ...(crossOrigin === undefined ? {} : { crossOrigin }),
    ...(topOrigin === undefined ? {} : { topOrigin }),
    ...(repeated === undefined ? {} : { repeated }),
    rest: object,
  };
  for (const name of ['type', 'challenge', 'origin', 'crossOrigin', 'topOrigin']) object.delete(name);
  return data;
}

/**
 * The bytes of client data in the order and with the escapes of the standard (WebAuthn section 5.8.1.1), so that a
 * limited verifier can compare them; `crossOrigin` is written as false when absent.
 */
export function encodeClientData(
  data: Omit<CollectedClientData, 'rest'> & { rest?: ReadonlyMap<string, unknown> },
): Uint8Array {
  let json = `{"type":${quote(data.type)},"challenge":${quote(data.challenge)},"origin":${quote(data.origin)}`;
  json += `,"crossOrigin":${data.crossOrigin === true}`;
  if (data.topOrigin !== undefined) json += `,"topOrigin":${quote(data.topOrigin)}`;
  for (const [name, value] of data.rest ?? []) json += `,${quote(name)}:${JSON.stringify(value)}`;
  return utf8(`${json}}`);
}

function parseObject(bytes: Uint8Array): { object: Map<string, unknown>; repeated: string | undefined } {
  const marked = fromUtf8(bytes);
  if (marked === undefined) throw new DecodeError(ROOT, 'UTF-8', 'other bytes', { departure: 'invalid-utf8' });
  const text = marked.startsWith(BYTE_ORDER_MARK) ? marked.slice(1) : marked;
  // before it is parsed, which takes long where it nests a million deep
  const { depth, members } = shapeOf(text);
  if (depth > MAX_DEPTH) {
    throw new DecodeError(ROOT, `at most ${MAX_DEPTH} levels`, `${depth}`, { kind: 'value' });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DecodeError(ROOT, 'JSON', `${text.length} characters that are none`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(ROOT, 'a JSON object', nameOf(value), { kind: 'type' });
  }
  const entries = Object.entries(value);
  return { object: new Map(entries), repeated: members === entries.length ? undefined : repeatedName(text) };
}

function requiredText(object: ReadonlyMap<string, unknown>, name: string): string {
  const value = object.get(name);
  if (value === undefined) throw new DecodeError(`${ROOT}.${name}`, 'text', 'nothing', { kind: 'missing' });
  if (typeof value !== 'string') throw wrongType(name, 'text', value);
  return value;
}

function wrongType(name: string, expected: string, value: unknown): DecodeError {
  return new DecodeError(`${ROOT}.${name}`, expected, nameOf(value), { kind: 'type' });
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function quote(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') quoted += `\\${character}`;
    else quoted += code < 0x20 ? `\\u${code.toString(16).padStart(4, '0')}` : character;
  }
  return `${quoted}"`;
}
