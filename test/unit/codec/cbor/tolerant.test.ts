import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../../src/codec/cbor/tolerant.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { cborValues } from './values.ts';

describe('decodeTolerant', () => {
  it('gives the values of the strict decoder and nothing to report on canonical bytes', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        expect(decodeTolerant(encodeCbor(value))).toEqual({ value, departures: [] });
      }),
      { seed: 31, numRuns: 1000 },
    );
  });

  it('reports every departure in the order met', () => {
    expect(decodeTolerant(fromHex('a4 02 1801 01 c1f7 02 fa3fc00000 6161 7f 6161 ff 00'))).toEqual({
      value: new Map<unknown, unknown>([
        [2, 1.5],
        [1, null],
        ['a', 'a'],
      ]),
      departures: [
        { kind: 'non-minimal-integer', offset: 2, path: '2' },
        { kind: 'unsorted-keys', offset: 4, path: '' },
        { kind: 'tag', offset: 5, path: '1' },
        { kind: 'undefined', offset: 6, path: '1' },
        { kind: 'duplicate-key', offset: 7, path: '' },
        { kind: 'float', offset: 8, path: '2' },
        { kind: 'indefinite-length', offset: 15, path: 'a' },
        { kind: 'trailing-bytes', offset: 19, path: '' },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['f93e00', 1.5],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['f9fc00', Number.NEGATIVE_INFINITY],
    ['f97e00', Number.NaN],
    ['f90001', 2 ** -24],
    ['f9c400', -4],
    ['fb3ff8000000000000', 1.5],
    ['62c328', '\ufffd('],
    ['f8ff', null],
    ['5f41aa42bbccff', Uint8Array.of(0xaa, 0xbb, 0xcc)],
    ['bf0102ff', new Map([[1, 2]])],
  ])('reads %s as %o', (hex, value) => {
    const read = decodeTolerant(fromHex(hex));
    expect(read.value).toEqual(value);
    expect(read.departures).toHaveLength(1);
  });

  it.each(['', '18', '81', '1c', '1f', 'ff', 'df00', '5f5f41aaffff', '5f6161ff', 'a1a000', 'bf01ff', '9f'])(
    'throws a DecodeError on %s, which cannot be read',
    (hex) => {
      expect(() => decodeTolerant(fromHex(hex))).toThrow(DecodeError);
    },
  );

  it('bears 64 levels and no more', () => {
    expect(decodeTolerant(fromHex(`${'81'.repeat(63)}80`)).departures).toEqual([
      { kind: 'too-deep', offset: 4, path: '[0][0][0][0]' },
    ]);
    expect(() => decodeTolerant(fromHex(`${'81'.repeat(64)}80`))).toThrow(
      expect.objectContaining({ departure: 'too-deep' }),
    );
    expect(() => decodeTolerant(fromHex(`${'c1'.repeat(65)}00`))).toThrow(
      expect.objectContaining({ departure: 'too-deep' }),
    );
  });
});
