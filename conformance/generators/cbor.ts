import fc from 'fast-check';
import { encodeDeparting } from '../../src/codec/cbor/depart.ts';
import { type DepartureKind, departureKinds, MAX_DEPTH } from '../../src/codec/cbor/departure.ts';
import type { CborKey, CborMap, CborValue } from '../../src/codec/cbor/value.ts';

/** An integer of CBOR's whole range, with every change of length well represented; a bigint only beyond 2^53 - 1. */
export function cborIntegers(): fc.Arbitrary<number | bigint> {
  return fc.oneof(
    fc.integer({ min: -30, max: 30 }),
    fc.constantFrom(...edges, ...edges.map((edge) => -1 - edge)),
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }).map(narrowed),
  );
}

/** Text as CBOR carries it: any characters, no lone surrogates. */
export function cborTexts(maxLength = 24): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength });
}

/** A value that has a canonical form, of at most `depth` nested arrays and maps. */
export function cborValues(depth: number = MAX_DEPTH): fc.Arbitrary<CborValue> {
  const leaf: fc.Arbitrary<CborValue> = fc.oneof(
    cborIntegers(),
    cborTexts(),
    fc.uint8Array({ maxLength: 40 }),
    fc.boolean(),
    fc.constant(null),
  );
  if (depth <= 0) return leaf;
  const inner = cborValues(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 4 }) },
    { weight: 2, arbitrary: mapsOf(inner) },
  );
}

/** A map that has a canonical form, with integer and text keys, of at most `depth` nested arrays and maps. */
export function cborMaps(depth: number = MAX_DEPTH): fc.Arbitrary<CborMap> {
  return mapsOf(cborValues(depth - 1));
}

/** Bytes that are one named departure away from canonical CBOR. */
export interface DepartingBytes {
  readonly kind: DepartureKind;
  readonly value: CborValue;
  readonly bytes: Uint8Array;
}

/** Canonical bytes of one of `values` spoiled by exactly one departure, of one of `kinds`, at a place where it is possible. */
export function departingBytes(
  values: fc.Arbitrary<CborValue> = cborValues(),
  kinds: readonly DepartureKind[] = departureKinds,
): fc.Arbitrary<DepartingBytes> {
  return fc
    .tuple(values, fc.nat({ max: kinds.length - 1 }), fc.nat({ max: 12 }))
    .map(([value, first, at]) => departing(value, kinds, first, at))
    .filter((found) => found !== undefined);
}

/** Every departure that is possible in a value, each at every place up to `places`. */
export function everyDeparture(
  value: CborValue,
  kinds: readonly DepartureKind[] = departureKinds,
  places = 64,
): DepartingBytes[] {
  const found: DepartingBytes[] = [];
  for (const kind of kinds) {
    for (let at = 0; at < places; at += 1) {
      const bytes = encodeDeparting(value, kind, at);
      if (bytes === undefined) break;
      found.push({ kind, value, bytes });
    }
  }
  return found;
}

const edges = [0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER - 1] as const;

function narrowed(value: bigint): number | bigint {
  const isNarrow = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER);
  return isNarrow ? Number(value) : value;
}

function mapsOf(values: fc.Arbitrary<CborValue>): fc.Arbitrary<CborMap> {
  const keys: fc.Arbitrary<CborKey> = fc.oneof(fc.integer({ min: -300, max: 300 }), cborTexts(12));
  return fc
    .uniqueArray(fc.tuple(keys, values), { maxLength: 5, selector: ([key]) => `${typeof key} ${String(key)}` })
    .map((members) => new Map(members));
}

/** The first kind from `first` on that is possible, at place `at` or, where there is none, at the first place. */
function departing(
  value: CborValue,
  kinds: readonly DepartureKind[],
  first: number,
  at: number,
): DepartingBytes | undefined {
  for (let step = 0; step < kinds.length; step += 1) {
    const kind = kinds[(first + step) % kinds.length]!;
    const bytes = encodeDeparting(value, kind, at) ?? encodeDeparting(value, kind, 0);
    if (bytes !== undefined) return { kind, value, bytes };
  }
  return undefined;
}
