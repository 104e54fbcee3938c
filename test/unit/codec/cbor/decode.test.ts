import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/bytes/hex.ts';
import { decodeCbor, decodeCborFirst } from '../../../../src/codec/cbor/decode.ts';
import type { DepartureKind } from '../../../../src/codec/cbor/departure.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { cborValues } from './values.ts';

function refusal(bytes: Uint8Array, maxDepth?: number): DecodeError {
  try {
    decodeCbor(bytes, maxDepth === undefined ? {} : { maxDepth });
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error(`accepted ${toHex(bytes.subarray(0, 20))}`);
}

describe('decodeCbor', () => {
  it('gives back every value that was encoded', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        expect(decodeCbor(encodeCbor(value))).toEqual(value);
      }),
      { seed: 1, numRuns: 1500 },
    );
  });

  it('accepts any bytes only if they are the canonical bytes of what they say', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        try {
          expect(encodeCbor(decodeCbor(bytes))).toEqual(bytes);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
        }
      }),
      { seed: 2, numRuns: 5000 },
    );
  });

  it('gives byte strings as views of the input', () => {
    const bytes = fromHex('a10142aabb');
    const value = decodeCbor(bytes) as Map<number, Uint8Array>;
    bytes[4] = 0xcc;
    expect(toHex(value.get(1)!)).toBe('aacc');
  });

  it('gives plain arrays where the input is a Buffer', () => {
    const value = decodeCbor(Buffer.from('42aabb', 'hex'));
    expect(Object.getPrototypeOf(value)).toBe(Uint8Array.prototype);
  });

  it.each<[string, DepartureKind, number, string]>([
    ['1817', 'non-minimal-integer', 0, ''],
    ['3800', 'non-minimal-integer', 0, ''],
    ['1900ff', 'non-minimal-integer', 0, ''],
    ['1a0000ffff', 'non-minimal-integer', 0, ''],
    ['1b00000000ffffffff', 'non-minimal-integer', 0, ''],
    ['3b00000000ffffffff', 'non-minimal-integer', 0, ''],
    ['a1011800', 'non-minimal-integer', 2, '1'],
    ['a1180100', 'non-minimal-integer', 1, ''],
    ['5801aa', 'non-minimal-length', 0, ''],
    ['780161', 'non-minimal-length', 0, ''],
    ['980100', 'non-minimal-length', 0, ''],
    ['b8010000', 'non-minimal-length', 0, ''],
    ['5b0000000000000001aa', 'non-minimal-length', 0, ''],
    ['a202000100', 'unsorted-keys', 3, ''],
    ['a26161000100', 'unsorted-keys', 4, ''],
    ['a2000020', 'truncated', 4, '-1'],
    ['a220000000', 'unsorted-keys', 3, ''],
    ['a262616100616200', 'unsorted-keys', 5, ''],
    ['a26162006161f5', 'unsorted-keys', 4, ''],
    ['a201000100', 'duplicate-key', 3, ''],
    ['a1626f70a2627270006272706178', 'duplicate-key', 9, 'op'],
    ['5fff', 'indefinite-length', 0, ''],
    ['7f6161ff', 'indefinite-length', 0, ''],
    ['9fff', 'indefinite-length', 0, ''],
    ['81bfff', 'indefinite-length', 1, '[0]'],
    ['c100', 'tag', 0, ''],
    ['d9d9f7a0', 'tag', 0, ''],
    ['f93c00', 'float', 0, ''],
    ['fa3fc00000', 'float', 0, ''],
    ['fb3ff8000000000000', 'float', 0, ''],
    ['a16161f7', 'undefined', 3, 'a'],
    ['e0', 'simple-value', 0, ''],
    ['f820', 'simple-value', 0, ''],
    ['f814', 'simple-value', 0, ''],
    ['62c328', 'invalid-utf8', 0, ''],
    ['63eda080', 'invalid-utf8', 0, ''],
    ['818181818100', 'too-deep', 4, '[0][0][0][0]'],
    ['a100a100a100a100a0', 'too-deep', 8, '0.0.0.0'],
    ['0000', 'trailing-bytes', 1, ''],
    ['a0f6', 'trailing-bytes', 1, ''],
    ['', 'truncated', 0, ''],
    ['19', 'truncated', 0, ''],
    ['8200', 'truncated', 2, '[1]'],
    ['a101', 'truncated', 2, '1'],
    ['42aa', 'truncated', 0, ''],
    ['9affffffff', 'truncated', 5, '[0]'],
    ['bbffffffffffffffff', 'truncated', 9, ''],
    ['5bffffffffffffffff', 'truncated', 0, ''],
    ['7affffffff6161', 'truncated', 0, ''],
  ])('refuses %s as %s at byte %i', (hex, departure, offset, path) => {
    const error = refusal(fromHex(hex));
    expect(error).toMatchObject({ departure, offset, path, kind: 'syntax' });
  });

  it.each(['1c', '1f', 'fc', 'ff', 'dfa0', '3f'])(
    'refuses %s, which no CBOR begins like, without a departure',
    (hex) => {
      expect(refusal(fromHex(hex)).departure).toBeUndefined();
    },
  );

  it('refuses a map or array as a key', () => {
    expect(refusal(fromHex('a1a000'))).toMatchObject({ offset: 1, expected: 'a scalar key' });
    expect(refusal(fromHex('a18000'))).toMatchObject({ offset: 1, expected: 'a scalar key' });
  });

  it.each([
    ['arrays', '81'],
    ['maps', 'a100'],
    ['keys', 'a1'],
    ['tags', 'c1'],
    ['open arrays', '9f'],
    ['open maps', 'bf00'],
    ['huge arrays', '9affffffff'],
    ['huge maps', 'bbffffffffffffffff00'],
  ])('refuses %s nested 20,000 deep without running out of stack', (_name, head) => {
    const bytes = fromHex(head.repeat(20_000));
    expect(refusal(bytes)).toBeInstanceOf(DecodeError);
    expect(refusal(bytes, Number.POSITIVE_INFINITY)).toBeInstanceOf(DecodeError);
  });

  it('nests as deep as it is told', () => {
    const bytes = fromHex(`${'81'.repeat(9)}00`);
    expect(refusal(bytes, 8)).toMatchObject({ departure: 'too-deep', offset: 8 });
    expect(encodeCbor(decodeCbor(bytes, { maxDepth: 9 }))).toEqual(bytes);
  });

  it('puts the path it is given before its own', () => {
    const read = (): unknown => decodeCbor(fromHex('a102a1626964f7'), { path: 'authenticatorMakeCredential' });
    expect(read).toThrow('authenticatorMakeCredential.2.id: expected no undefined, received undefined at byte 6');
  });

  it('tells texts apart that share a slot of its vocabulary', () => {
    // Same length, first, middle and last letter.
    const words = ['abcde', 'axcye', 'abcye', 'axcde', 'abcde'];
    expect(decodeCbor(encodeCbor(words))).toEqual(words);
  });

  it('accepts the __proto__ key as a key like any other', () => {
    const map = new Map([['__proto__', 1]]);
    expect(decodeCbor(encodeCbor(map))).toEqual(map);
  });
});

describe('decodeCborFirst', () => {
  it('says where the value ends and leaves what follows alone', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        cborValues(2),
        fc.uint8Array({ maxLength: 9 }),
        (before, value, after) => {
          const middle = encodeCbor(value);
          const bytes = Uint8Array.of(...before, ...middle, ...after);
          const read = decodeCborFirst(bytes, before.length);
          expect(read).toEqual({ value, end: before.length + middle.length });
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });

  it('counts offsets from the start of all the bytes', () => {
    expect(() => decodeCborFirst(fromHex('0000f7'), 2)).toThrow(expect.objectContaining({ offset: 2 }));
    expect(() => decodeCborFirst(fromHex('0000'), 2)).toThrow(expect.objectContaining({ departure: 'truncated' }));
  });
});
