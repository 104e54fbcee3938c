import { toHex } from '../bytes/hex.ts';
import { decodeTolerant } from '../codec/cbor/tolerant.ts';
import type { CborKey, CborValue } from '../codec/cbor/value.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { commandTables } from './messages.ts';
import type { AnyType, Fields } from './schema.ts';

/** The members of a request by name, for JSON: bytes in hexadecimal. `undefined` where it has none or cannot be read. Never throws. */
export function requestMembers(request: Uint8Array): unknown {
  return membersOf(commandTables.get(request[0] ?? -1)?.request?.fields, request.subarray(1));
}

/** The members of the answer to `command`. `undefined` where it has none or cannot be read. Never throws. */
export function responseMembers(command: number, response: Uint8Array): unknown {
  return membersOf(commandTables.get(command)?.response?.fields, response.subarray(1));
}

function membersOf(fields: Fields | undefined, body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  try {
    return plain(decodeTolerant(body).value, fields);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function plain(value: CborValue, fields: Fields | undefined, type?: AnyType): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) {
    const of = type?.kind === 'array' ? (type.of as AnyType) : undefined;
    return value.map((element) => plain(element, of?.kind === 'map' ? of.fields : undefined, of));
  }
  if (!(value instanceof Map)) return value;
  const members = [...value].map(([key, member]): [string, unknown] => {
    const [name, field] = Object.entries(fields ?? {}).find(([, known]) => known.key === key) ?? [];
    const known = field?.type as AnyType | undefined;
    return [name ?? keyShown(key), plain(member, known?.kind === 'map' ? known.fields : undefined, known)];
  });
  return Object.fromEntries(members);
}

function keyShown(key: CborKey): string {
  return key instanceof Uint8Array ? toHex(key) : String(key);
}
