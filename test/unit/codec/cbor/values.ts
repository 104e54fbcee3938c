import fc from 'fast-check';
import { toHex } from '../../../../src/bytes/hex.ts';
import { encodeCbor, isWellFormed } from '../../../../src/codec/cbor/encode.ts';
import type { CborKey, CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';

const edges = [23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER].flatMap(
  (edge) => [edge, -edge, -edge - 1],
);

/** Integers as the decoder gives them: numbers where they are safe, bigint to 64 bits beyond. */
export const integers: fc.Arbitrary<number | bigint> = fc
  .oneof(
    fc.integer({ min: -30, max: 30 }).map(BigInt),
    fc.constantFrom(...edges).map(BigInt),
    fc.maxSafeInteger().map(BigInt),
    fc.bigInt({ min: -(1n << 64n), max: (1n << 64n) - 1n }),
  )
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

/** Text of every width, well-formed, around the lengths where heads grow. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 40 }).filter(isWellFormed),
  fc.constantFrom(
    '',
    'rk',
    'publicKey',
    'a'.repeat(23),
    'b'.repeat(24),
    'c'.repeat(64),
    'é'.repeat(40),
    '\u0000',
    '😀',
  ),
  fc.integer({ min: 20, max: 300 }).map((length) => 'x'.repeat(length)),
);

/** Byte strings around the lengths where heads grow. */
export const byteStrings: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.integer({ min: 250, max: 260 }).map((length) => new Uint8Array(length)),
);

const keys: fc.Arbitrary<CborKey> = fc.oneof(
  { weight: 5, arbitrary: integers },
  { weight: 5, arbitrary: fc.oneof(texts, fc.constantFrom('id', 'up', 'uv', 'plat', 'type', 'name')) },
  { weight: 1, arbitrary: byteStrings },
  { weight: 1, arbitrary: fc.constantFrom(true, false, null) },
);

/** Values of the CTAP2 subset, maps and arrays nested at most `levels` deep. */
export function cborValues(levels = 4): fc.Arbitrary<CborValue> {
  const leaves: fc.Arbitrary<CborValue> = fc.oneof(integers, texts, byteStrings, fc.constantFrom(true, false, null));
  if (levels === 0) return leaves;
  return fc.oneof(
    { weight: 2, arbitrary: leaves },
    { weight: 1, arbitrary: fc.array(cborValues(levels - 1), { maxLength: 5 }) },
    { weight: 2, arbitrary: cborMaps(levels) },
  );
}

/** Maps with distinct keys, in any order. */
export function cborMaps(levels = 4): fc.Arbitrary<CborMap> {
  const selector = ([key]: [CborKey, CborValue]): string => toHex(encodeCbor(key));
  return fc
    .uniqueArray(fc.tuple(keys, cborValues(levels - 1)), { maxLength: 7, selector })
    .map((entries): CborMap => new Map(entries));
}
