import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../../src/codec/cbor/decode.ts';
import { encodeDeparting, spoil } from '../../../../src/codec/cbor/depart.ts';
import type { DepartureKind } from '../../../../src/codec/cbor/departure.ts';
import { departureKinds } from '../../../../src/codec/cbor/departure.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../../src/codec/cbor/tolerant.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { cborMaps, cborValues } from './values.ts';

const request: CborMap = new Map<number, CborValue>([
  [1, Uint8Array.of(1, 2)],
  [2, new Map([['id', 'example.org']])],
  [
    7,
    new Map([
      ['rk', true],
      ['uv', false],
    ]),
  ],
  [9, 2],
]) as CborMap;

function failure(run: () => unknown): DecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('encodeDeparting', () => {
  it.each(departureKinds)('spoils a request by %s wherever it can, and the strict decoder names it there', (kind) => {
    let places = 0;
    for (let at = 0; ; at += 1) {
      const spoiled = spoil(request, kind, at);
      if (spoiled === undefined) break;
      places += 1;
      expect(encodeDeparting(request, kind, at)).toEqual(spoiled.bytes);
      expect(failure(() => decodeCbor(spoiled.bytes))).toMatchObject({ departure: kind, offset: spoiled.offset });
    }
    expect(places).toBeGreaterThan(0);
  });

  it('spoils any value by one departure, which both decoders find at the same place', () => {
    const seen = new Set<DepartureKind>();
    fc.assert(
      fc.property(
        fc.oneof(cborMaps(3), cborValues()),
        fc.constantFrom(...departureKinds),
        fc.nat({ max: 12 }),
        (value, kind, at) => {
          const spoiled = spoil(value, kind, at);
          if (spoiled === undefined) return;
          seen.add(kind);
          const { bytes, offset } = spoiled;
          const strict = failure(() => decodeCbor(bytes));
          expect(strict).toMatchObject({ departure: kind, offset });
          if (kind === 'truncated') {
            expect(failure(() => decodeTolerant(bytes))).toMatchObject({ departure: kind, offset, path: strict.path });
          } else expect(decodeTolerant(bytes).departures).toEqual([{ kind, offset, path: strict.path }]);
        },
      ),
      { seed: 21, numRuns: 6000 },
    );
    expect([...seen].sort()).toEqual([...departureKinds].sort());
  });

  it('keeps the value where a departure is only one of form', () => {
    const forms = [
      'non-minimal-integer',
      'non-minimal-length',
      'indefinite-length',
      'tag',
      'float',
      'unsorted-keys',
      'duplicate-key',
      'trailing-bytes',
    ] as const;
    fc.assert(
      fc.property(cborMaps(3), fc.constantFrom(...forms), fc.nat({ max: 5 }), (value, kind, at) => {
        const bytes = encodeDeparting(value, kind, at);
        if (bytes !== undefined) expect(toHex(encodeCbor(decodeTolerant(bytes).value))).toBe(toHex(encodeCbor(value)));
      }),
      { seed: 22, numRuns: 1500 },
    );
  });

  it('counts a longer head of the map in the offset of a repeated key', () => {
    const value: CborMap = new Map(Array.from({ length: 23 }, (_, index) => [index, 0]));
    const spoiled = spoil(value, 'duplicate-key')!;
    expect(spoiled.offset).toBe(4);
    expect(failure(() => decodeCbor(spoiled.bytes))).toMatchObject({ departure: 'duplicate-key', offset: 4 });
  });

  it('says when there is no such place', () => {
    expect(encodeDeparting('text', 'unsorted-keys')).toBeUndefined();
    expect(encodeDeparting(1, 'non-minimal-length')).toBeUndefined();
    expect(encodeDeparting(1, 'truncated', 1)).toBeUndefined();
    expect(encodeDeparting(1, 'tag', -1)).toBeUndefined();
    expect(encodeDeparting([[[[[]]]]], 'tag')).toBeUndefined();
  });

  it.each<[DepartureKind, number, string]>([
    ['non-minimal-integer', 0, 'a21801f5026161'],
    ['non-minimal-length', 0, 'b80201f5026161'],
    ['non-minimal-length', 1, 'a201f502780161'],
    ['unsorted-keys', 0, 'a202616101f5'],
    ['duplicate-key', 1, 'a301f50261610261 61'],
    ['indefinite-length', 0, 'bf01f5026161ff'],
    ['indefinite-length', 1, 'a201f5027f6161ff'],
    ['tag', 1, 'a201d818f5026161'],
    ['undefined', 1, 'a201f7026161'],
    ['simple-value', 2, 'a201f502f0'],
    ['invalid-utf8', 0, 'a201f50261ff'],
    ['too-deep', 1, 'a20181818181f5026161'],
    ['trailing-bytes', 0, 'a201f502616100'],
    ['truncated', 0, 'a201f50261'],
  ])('writes %s in place %i of {1: true, 2: "a"}', (kind, at, hex) => {
    const value = new Map<number, CborValue>([
      [1, true],
      [2, 'a'],
    ]) as CborMap;
    expect(toHex(encodeDeparting(value, kind, at)!)).toBe(toHex(fromHex(hex)));
  });
});
