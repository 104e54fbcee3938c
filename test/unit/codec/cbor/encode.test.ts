import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes } from '../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { cborMaps, cborValues } from './values.ts';

describe('encodeCbor', () => {
  it('writes the same bytes again from what was read', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        const bytes = encodeCbor(value);
        expect(toHex(encodeCbor(decodeCbor(bytes)))).toBe(toHex(bytes));
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  it('writes the same bytes whatever the order of insertion', () => {
    fc.assert(
      fc.property(
        cborMaps().chain((map) => fc.tuple(fc.constant(map), fc.shuffledSubarray([...map], { minLength: map.size }))),
        ([map, shuffled]) => {
          expect(toHex(encodeCbor(new Map(shuffled)))).toBe(toHex(encodeCbor(map)));
        },
      ),
      { seed: 12, numRuns: 500 },
    );
  });

  it('sorts keys by major type, then length, then bytes', () => {
    const map: CborMap = new Map<string | number, CborValue>([
      ['aa', 0],
      ['b', 0],
      [-1, 0],
      [-25, 0],
      [256, 0],
      [24, 0],
      [3, 0],
    ]);
    expect([...(decodeCbor(encodeCbor(map)) as CborMap).keys()]).toEqual([3, 24, 256, -1, -25, 'b', 'aa']);
  });

  it('orders any two keys as the standard says, byte by byte', () => {
    fc.assert(
      fc.property(cborMaps(1), (map) => {
        const keys = [...(decodeCbor(encodeCbor(map)) as CborMap).keys()].map((key) => encodeCbor(key));
        for (let index = 1; index < keys.length; index += 1) {
          const [left, right] = [keys[index - 1]!, keys[index]!];
          const byType = (left[0]! >> 5) - (right[0]! >> 5);
          const byLength = left.length - right.length;
          expect(byType || byLength || compareBytes(left, right)).toBeLessThan(0);
        }
      }),
      { seed: 13, numRuns: 500 },
    );
  });

  it.each<[CborValue, string]>([
    [0, '00'],
    [-0, '00'],
    [23, '17'],
    [24, '1818'],
    [1000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [18_446_744_073_709_551_615n, '1bffffffffffffffff'],
    [-18_446_744_073_709_551_616n, '3bffffffffffffffff'],
    [-1, '20'],
    [-1000, '3903e7'],
    [5n, '05'],
    ['IETF', '6449455446'],
    ['ü', '62c3bc'],
    ['𐅑', '64f0908591'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    [[1, [2, 3]], '8201820203'],
    [
      new Map<string, CborValue>([
        ['b', [2, 3]],
        ['a', 1],
      ]) as CborMap,
      'a26161016162820203',
    ],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
  ])('writes the example of the standard for %o', (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
  });

  it('writes values far longer than its first buffer', () => {
    const value = [new Uint8Array(50_000).fill(7), 'é'.repeat(40_000), 'x'.repeat(100_000)];
    expect(decodeCbor(encodeCbor(value))).toEqual(value);
  });

  it('gives each caller bytes of their own', () => {
    const results = Array.from({ length: 3000 }, (_, index) => encodeCbor([index, 'first']));
    results[1]!.fill(0);
    for (const [index, bytes] of results.entries())
      if (index !== 1) expect(decodeCbor(bytes)).toEqual([index, 'first']);
  });

  it.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['an unsafe number', 2 ** 53],
    ['not a number', Number.NaN],
    ['a wide integer', 1n << 64n],
    ['undefined', undefined],
    ['an object', { a: 1 }],
    ['a date', new Date(0)],
    ['a lone surrogate', '\ud800'],
    ['a member of undefined', new Map([[1, undefined]])],
    ['a map as a key', new Map([[new Map(), 1]])],
    ['an array as a key', new Map([[[], 1]])],
    [
      'equal integer keys',
      new Map<unknown, number>([
        [1, 0],
        [1n, 0],
      ]),
    ],
    [
      'equal byte keys apart',
      new Map([
        [Uint8Array.of(2), 0],
        [Uint8Array.of(1), 0],
        [Uint8Array.of(2), 0],
      ]),
    ],
  ])('refuses %s', (_name, value) => {
    expect(() => encodeCbor(value as CborValue)).toThrow(TypeError);
  });

  it('refuses a cycle by name', () => {
    const cycle: CborValue[] = [];
    cycle.push(cycle);
    expect(() => encodeCbor(cycle)).toThrow(RangeError);
    const map: CborMap = new Map();
    map.set(1, map);
    expect(() => encodeCbor(map)).toThrow(RangeError);
  });

  it('works after it has refused', () => {
    expect(() => encodeCbor([1, 1.5])).toThrow(TypeError);
    expect(toHex(encodeCbor([1]))).toBe('8101');
  });
});
