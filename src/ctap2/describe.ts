import { readUint32 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { decodeTolerant } from '../codec/cbor/tolerant.ts';
import type { CborKey, CborMap, CborValue } from '../codec/cbor/value.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { commandName } from './commands.ts';
import { commandTables } from './messages.ts';
import type { AnyType, Fields, Message, WireType } from './schema.ts';
import { statusName } from './status.ts';

/** The longest byte string that is shown whole, in bytes. */
const SHOWN_WHOLE = 32;
/** How many bytes of a longer one are shown. */
const SHOWN_OF_LONG = 8;

/** Members that say nothing to a reader and that a transcript need not carry: only their length is shown. */
const lengthOnly = new Set(['pinUvAuthParam', 'newPinEnc', 'pinHashEnc', 'pinUvAuthToken']);

/** A request in words, for transcripts: the command, then its members by name. Never throws. */
export function describeRequest(request: Uint8Array): string {
  const command = request[0];
  if (command === undefined) return 'empty request';
  const body = request.subarray(1);
  const name = commandName(command);
  return body.length === 0 ? name : `${name} ${describeBody(commandTables.get(command)?.request, body)}`;
}

/** The response to `command` in words, for transcripts: the status, then its members by name. Never throws. */
export function describeResponse(command: number, response: Uint8Array): string {
  const status = response[0];
  if (status === undefined) return 'empty response';
  const body = response.subarray(1);
  const name = statusName(status);
  return body.length === 0 ? name : `${name} ${describeBody(commandTables.get(command)?.response, body)}`;
}

function describeBody(table: Message<Fields> | undefined, body: Uint8Array): string {
  try {
    const { value, departures } = decodeTolerant(body);
    const shown = value instanceof Map ? describeMap(table?.fields, value) : describeValue(undefined, value);
    const kinds = [...new Set(departures.map((departure) => departure.kind))];
    return kinds.length === 0 ? shown : `${shown} (not canonical: ${kinds.join(', ')})`;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return `${bytesShown(body)} (unreadable: ${error.message})`;
  }
}

function describeMap(fields: Fields | undefined, map: CborMap): string {
  const names = new Map(Object.entries(fields ?? {}).map(([name, field]): [CborKey, string] => [field.key, name]));
  const members = Array.from(map, ([key, value]) => {
    const name = names.get(key);
    if (name === undefined) return `${keyShown(key)}: ${describeValue(undefined, value)}`;
    return `${name}: ${describeMember(name, fields?.[name]?.type, value)}`;
  });
  return `{${members.join(', ')}}`;
}

function describeMember(name: string, type: WireType<unknown> | undefined, value: CborValue): string {
  if (!(value instanceof Uint8Array)) return describeValue(type, value);
  if (lengthOnly.has(name)) return `${value.length} bytes`;
  return name === 'authData' && value.length >= 37 ? authDataShown(value) : bytesShown(value);
}

function describeValue(type: WireType<unknown> | undefined, value: CborValue): string {
  const known = type as AnyType | undefined;
  if (value instanceof Uint8Array) return bytesShown(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const of = known?.kind === 'array' ? known.of : undefined;
    return `[${value.map((element) => describeValue(of, element)).join(', ')}]`;
  }
  if (value instanceof Map) return describeMap(known?.kind === 'map' ? known.fields : undefined, value);
  return String(value);
}

function keyShown(key: CborKey): string {
  if (key instanceof Uint8Array) return bytesShown(key);
  return typeof key === 'string' ? key : String(key);
}

function bytesShown(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN_WHOLE) return `h'${toHex(bytes)}'`;
  return `h'${toHex(bytes.subarray(0, SHOWN_OF_LONG))}…' (${bytes.length} bytes)`;
}

const flagNames: readonly (readonly [number, string])[] = [
  [0x01, 'UP'],
  [0x04, 'UV'],
  [0x08, 'BE'],
  [0x10, 'BS'],
  [0x40, 'AT'],
  [0x80, 'ED'],
];

function authDataShown(authData: Uint8Array): string {
  const flags = authData[32]!;
  const names = flagNames.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return `${authData.length} bytes (flags ${names.join(' ') || 'none'}, signCount ${readUint32(authData, 33)})`;
}
