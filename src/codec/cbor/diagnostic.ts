import { toHex } from '../../bytes/hex.ts';
import type { CborValue } from './value.ts';

/** A value in people's notation (RFC 8949 section 8): `{1: h'00', "rk": true}`. One line, members in the order of the map. */
export function diagnostic(value: CborValue): string {
  if (value instanceof Uint8Array) return `h'${toHex(value)}'`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${diagnostic(key)}: ${diagnostic(member)}`).join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(diagnostic).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
