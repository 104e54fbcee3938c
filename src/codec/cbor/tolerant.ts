import type { Departure } from './departure.ts';
import { MAX_DEPTH } from './departure.ts';
import { CborReader } from './reader.ts';
import type { CborValue } from './value.ts';

/**
 * Reads one CBOR item and reports every departure from CTAP2 canonical form in the order met. A tag gives its content,
 * `undefined` and unassigned simple values give null, invalid UTF-8 gives replacement characters, the last of equal keys
 * stands. Throws `DecodeError` only on what cannot be read: missing bytes, reserved heads, 64 levels of nesting, a map or
 * array as a key.
 */
export function decodeTolerant(bytes: Uint8Array): { value: CborValue; departures: Departure[] } {
  const departures: Departure[] = [];
  const reader = new CborReader(bytes, 0, {
    path: '',
    maxDepth: MAX_DEPTH,
    report: ({ kind, offset, path }) => departures.push({ kind, offset, path }),
  });
  const value = reader.read();
  if (reader.at < bytes.length) departures.push({ kind: 'trailing-bytes', offset: reader.at, path: '' });
  return { value, departures };
}
