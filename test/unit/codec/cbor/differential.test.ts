import { Encoder } from 'cbor-x';
import * as cborg from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { cborValues } from './values.ts';

const cborx = new Encoder({ mapsAsObjects: false, useRecords: false, variableMapSize: true, tagUint8Array: false });

describe('the codec beside two foreign ones', () => {
  it('writes the bytes that cborg writes', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        expect(toHex(encodeCbor(value))).toBe(toHex(cborg.encode(value)));
      }),
      { seed: 41, numRuns: 1000 },
    );
  });

  it('reads what cborg reads', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        const bytes = encodeCbor(value);
        expect(decodeCbor(bytes)).toEqual(
          cborg.decode(bytes, { useMaps: true, strict: true, rejectDuplicateMapKeys: true }),
        );
      }),
      { seed: 42, numRuns: 1000 },
    );
  });

  it('reads what cbor-x reads', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        const bytes = encodeCbor(value);
        expect(plain(cborx.decode(bytes))).toEqual(plain(decodeCbor(bytes)));
      }),
      { seed: 43, numRuns: 1000 },
    );
  });

  it('reads what cbor-x writes, which sorts no map and makes floats of wide numbers', () => {
    fc.assert(
      fc.property(cborValues(0), (value) => {
        fc.pre(typeof value !== 'number' || Math.abs(value) < 2 ** 31);
        expect(decodeCbor(new Uint8Array(cborx.encode([value])))).toEqual([value]);
      }),
      { seed: 44, numRuns: 1000 },
    );
  });
});

/** cbor-x gives Buffers for byte strings and bigint for safe integers of eight bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [plain(key), plain(member)]));
  return value;
}
