import fc from 'fast-check';
import { concat, utf8 } from '../../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../../src/bytes/hex.ts';
import { cborHead, derHead } from './parse-tree.ts';
import { branch, leaf, placesOf, replacedAt, type Tree, type TreeKind } from './tree.ts';

/** What is done to a place. Those that change lengths have the heads around them follow; `head` lies about one. */
const kinds = [
  'flip',
  'byte',
  'insert',
  'cut',
  'double',
  'truncate',
  'head',
  'remove',
  'repeat',
  'reverse',
  'rotate',
  'empty',
  'graft',
  'boundary',
  'nest',
  'noise',
] as const;

/** One wound, in numbers, so that a counterexample can be read and run again. */
export interface Wound {
  readonly kind: (typeof kinds)[number];
  /** The place; counted round and round. */
  readonly at: number;
  readonly value: number;
}

/** Up to three wounds. */
export function wounds(): fc.Arbitrary<Wound[]> {
  const wound = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(), value: fc.nat() });
  return fc.array(wound, { minLength: 1, maxLength: 3 });
}

/** The tree after its wounds; grafts are taken from `donors`. */
export function wounded(tree: Tree, all: readonly Wound[], donors: readonly Tree[]): Tree {
  return all.reduce((left, { kind, at, value }) => {
    const [first, ...more] = replacedAt(left, at % left.size, (place) => changed(place, kind, value, donors));
    return first === undefined
      ? leaf('raw', new Uint8Array(0))
      : more.length === 0
        ? first
        : branch('raw', [first, ...more], (own) => concat(...own));
  }, tree);
}

function changed(place: Tree, kind: Wound['kind'], value: number, donors: readonly Tree[]): readonly Tree[] {
  const { bytes } = place;
  const at = bytes.length === 0 ? 0 : (value >>> 4) % bytes.length;
  const some = 1 + (value % 8);
  const as = (...parts: Uint8Array[]): Tree[] => [leaf(place.kind, concat(...parts))];
  switch (kind) {
    case 'flip':
      return as(bytes.map((byte, index) => (index === at ? byte ^ (1 << (value % 8)) : byte)));
    case 'byte':
      return as(bytes.map((byte, index) => (index === at ? extremes[value % extremes.length]! : byte)));
    case 'insert':
      return as(bytes.subarray(0, at), Uint8Array.of(extremes[value % extremes.length]!), bytes.subarray(at));
    case 'cut':
      return as(bytes.subarray(0, at), bytes.subarray(at + some));
    case 'double':
      return as(bytes.subarray(0, at + some), bytes.subarray(at));
    case 'truncate':
      return as(bytes.subarray(0, at));
    case 'head':
      return as(heads[value % heads.length]!, bytes.subarray(Math.min(bytes.length, (value >>> 6) % 3)));
    case 'remove':
      return [];
    case 'repeat':
      return Array.from({ length: value % 16 === 0 ? 40 : 2 }, () => place);
    case 'reverse':
      return [branch(place.kind, place.children.toReversed(), place.wrap)];
    case 'rotate':
      return [branch(place.kind, [...place.children.slice(1), ...place.children.slice(0, 1)], place.wrap)];
    case 'empty':
      return [branch(place.kind, [], place.wrap)];
    case 'graft':
      return [grafted(place.kind, value, donors) ?? place];
    case 'boundary': {
      const own = boundaries[place.kind];
      return as(own[value % own.length]!);
    }
    case 'nest':
      return [nested(place, depths[value % depths.length]!)];
    case 'noise':
      return as(Uint8Array.from({ length: value % 70 }, (_, index) => Math.imul(value + index, 0x9e3779b1) >>> 24));
  }
}

const extremes = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x1f, 0x30, 0x5f, 0x5b, 0x9f, 0xa0, 0xbf, 0x22, 0x3d] as const;
const depths = [1, 2, 3, 4, 5, 6, 10, 60] as const;
const hex = (text: string): Uint8Array[] => text.split(' ').map((each) => fromHex(each));
const heads = hex(
  '00 5f 9f bf 5b7fffffffffffffff 9b00000000ffffffff bb0020000000000000 3080 3084ffffffff 308100 ff 1fffffff7f 7b0000000000010000',
);

const boundaries: Readonly<Record<TreeKind, readonly Uint8Array[]>> = {
  cbor: hex(
    '00 17 1818 1900ff 1affffffff 1b001fffffffffffff 1b0020000000000000 1bffffffffffffffff 20 26 27 390100 39fffe 3bffffffffffffffff ' +
      'f4 f5 f6 f7 e0 f97e00 f93c00 fb7ff0000000000000 80 a0 40 60 4100 6100 61ff 5f4100ff 9fff bfff c100 d81840 a10000 8100 a2000000 00 ',
  ),
  der: hex(
    '0500 020100 0201ff 0200 0202007f 02090100000000000000 0101ff 010100 0100 3000 3100 0400 0300 030100 030107 03020000 0600 060180 ' +
      '06088888888888888801 170d3439313233313233353935395a 170100 180f39393939313233313233353935395a 180f30303030303030303030303030305a a000 a300 a303020100 0c01ff 8000 9f8f7f00 0a0101',
  ),
  json: [
    'null',
    'true',
    'false',
    '0',
    '-1',
    '0.5',
    '1e999',
    '-0',
    '9007199254740993',
    '""',
    '[]',
    '{}',
    '[null]',
    '"="',
    '"AA=="',
    '"A"',
    '"AB"',
    '"+/"',
    '"\\ud800"',
    '"\\u0000"',
    '"__proto__"',
    '{"__proto__":{"rk":true}}',
    '{"constructor":1,"toString":null}',
    '[[[[[[]]]]]]',
    '{"length":-1}',
    '"public-key"',
    '"none"',
    '"https://example.org"',
  ].map(utf8),
  raw: [
    new Uint8Array(0),
    new Uint8Array(1),
    new Uint8Array(4),
    new Uint8Array(32),
    new Uint8Array(1024),
    new Uint8Array(32).fill(0xff),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  ],
};

function nested(place: Tree, depth: number): Tree {
  let { bytes } = place;
  for (let level = 0; level < depth; level += 1) {
    if (place.kind === 'json') bytes = concat(utf8('['), bytes, utf8(']'));
    else if (place.kind === 'der') bytes = concat(derHead(0x30, bytes.length), bytes);
    else bytes = concat(cborHead(4, 1), bytes);
  }
  return leaf(place.kind, bytes);
}

const placesByKind = new WeakMap<Tree, Map<TreeKind, Tree[]>>();

function grafted(kind: TreeKind, value: number, donors: readonly Tree[]): Tree | undefined {
  const donor = donors[value % donors.length];
  if (donor === undefined) return undefined;
  const known = placesByKind.get(donor) ?? new Map<TreeKind, Tree[]>();
  placesByKind.set(donor, known);
  const places = known.get(kind) ?? placesOf(donor, kind);
  known.set(kind, places);
  return places[Math.floor(value / donors.length) % Math.max(1, places.length)];
}
