import fc from 'fast-check';
import { encodeCbor } from '../../src/codec/cbor/encode.ts';
import type { CborKey, CborMap, CborValue } from '../../src/codec/cbor/value.ts';
import { type CoseKey, coseAlgorithm, coseCurve } from '../../src/codec/cose-key.ts';
import type { AnyType, Fields, Message, ValueOfFields, WireType } from '../../src/ctap2/schema.ts';
import { cborMaps, cborTexts } from './cbor.ts';

/** Values that a message's table allows: every required member, any of the optional ones. */
export function arbitraryFor<F extends Fields>(message: Message<F>): fc.Arbitrary<ValueOfFields<F>> {
  return arbitraryForFields(message.fields, 1) as fc.Arbitrary<ValueOfFields<F>>;
}

/** Values of one kind; `depth` is the nesting that is used up around it. */
export function arbitraryForType<T>(type: WireType<T>, depth = 1): fc.Arbitrary<T> {
  return arbitraryOf(type as unknown as AnyType, depth) as fc.Arbitrary<T>;
}

/** One named step away from a sound message. */
export interface Neighbour {
  /** What was done, in words: `rp.id given as a boolean`. */
  readonly name: string;
  /** The member that was spoiled, such as `pubKeyCredParams[0].alg`; empty for the whole message. */
  readonly path: string;
  /** What a strict decoder of this table calls it (`DecodeError.kind`). */
  readonly kind: 'missing' | 'type' | 'length';
  /** The spoiled message, canonical CBOR without a command byte. */
  readonly bytes: Uint8Array;
}

/**
 * Every malformed neighbour of a sound message that its table knows: each required member left out, each member that is
 * there as each wrong type, each bounded byte string one byte too short and too long, nested ones too.
 */
export function malformedNeighbours<F extends Fields>(message: Message<F>, sound: ValueOfFields<F>): Neighbour[] {
  const whole: CborMap = new Map();
  for (const [name, field] of Object.entries(message.fields)) {
    const member = (sound as Record<string, unknown>)[name];
    if (member !== undefined) whole.set(field.key, field.type.write(member));
  }
  const steps: Step[] = [
    ...wrongTypes('map', 1).map(
      ([words, value]): Step => ({ name: `the message given as ${words}`, path: '', kind: 'type', value }),
    ),
    ...stepsInMap(message.fields, whole, '', 1, 'missing'),
  ];
  return steps.map(({ value, ...step }) => ({ ...step, bytes: encodeCbor(value) }));
}

/** A spoiled value in the place of a sound one. */
interface Step extends Omit<Neighbour, 'bytes'> {
  readonly value: CborValue;
}

function stepsInMap(
  fields: Fields,
  map: CborMap,
  path: string,
  depth: number,
  whenMissing: 'missing' | 'type',
): Step[] {
  const steps: Step[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const member = map.get(field.key);
    if (member === undefined) continue;
    const here = path === '' ? name : `${path}.${name}`;
    if (field.required) {
      steps.push({ name: `${here} left out`, path: here, kind: whenMissing, value: without(map, field.key) });
    }
    for (const step of stepsInValue(field.type as AnyType, member, here, depth + 1)) {
      steps.push({ ...step, value: withMember(map, field.key, step.value) });
    }
  }
  return steps;
}

/** The steps away from one value; `depth` is the level that an array or a map in its place would have. */
function stepsInValue(type: AnyType, value: CborValue, path: string, depth: number): Step[] {
  const steps: Step[] = wrongTypes(type.kind, depth).map(([words, wrong]) => ({
    name: `${path} given as ${words}`,
    path,
    kind: 'type',
    value: wrong,
  }));
  if (type.kind === 'bytes') steps.push(...wrongLengths(type.min, type.max, path));
  if (type.kind === 'map' && value instanceof Map) steps.push(...stepsInMap(type.fields, value, path, depth, 'type'));
  if (type.kind === 'coseKey' && value instanceof Map) steps.push(...stepsInCoseKey(value, path));
  if (type.kind === 'array' && Array.isArray(value)) {
    value.forEach((element, index) => {
      for (const step of stepsInValue(type.of as AnyType, element, `${path}[${index}]`, depth + 1)) {
        steps.push({ ...step, value: value.with(index, step.value) });
      }
    });
  }
  return steps;
}

function stepsInCoseKey(map: CborMap, path: string): Step[] {
  return [...map.keys()].flatMap((label): Step[] => {
    const here = `${path}.${String(label)}`;
    return [
      { name: `${here} left out`, path: here, kind: 'type', value: without(map, label) },
      { name: `${here} given as a boolean`, path: here, kind: 'type', value: withMember(map, label, true) },
    ];
  });
}

function wrongLengths(min: number, max: number, path: string): Step[] {
  const lengths = [...(min > 0 ? [min - 1] : []), ...(Number.isFinite(max) ? [max + 1] : [])];
  return lengths.map((length) => ({
    name: `${path} given as ${length} bytes`,
    path,
    kind: 'length',
    value: new Uint8Array(length),
  }));
}

/** One value of each CBOR type, and the kinds of member that it fits. */
const samples: readonly (readonly [words: string, value: CborValue, fits: readonly AnyType['kind'][]])[] = [
  ['an unsigned integer', 1, ['uint', 'int', 'uint64']],
  ['a negative integer', -1, ['int']],
  ['a byte string', Uint8Array.of(0x00), ['bytes']],
  ['text', 'x', ['text']],
  ['an array', [], ['array']],
  ['a map', new Map(), ['map', 'anyMap', 'record', 'coseKey']],
  ['a boolean', true, ['bool']],
  ['null', null, []],
];

function wrongTypes(kind: AnyType['kind'], depth: number): (readonly [words: string, value: CborValue])[] {
  return samples
    .filter(
      ([, value, fits]) => !fits.includes(kind) && (depth <= 4 || !(Array.isArray(value) || value instanceof Map)),
    )
    .map(([words, value]) => [words, value] as const);
}

function without(map: CborMap, key: CborKey): CborMap {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

function withMember(map: CborMap, key: CborKey, value: CborValue): CborMap {
  return new Map(map).set(key, value);
}

function arbitraryForFields(fields: Fields, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  const requiredKeys: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    members[name] = arbitraryOf(field.type as AnyType, depth + 1);
    if (field.required) requiredKeys.push(name);
  }
  return fc.record(members, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<Record<string, unknown>>;
}

/** Values of one kind; `depth` is the level that an array or a map of that kind would have. */
function arbitraryOf(type: AnyType, depth: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'bytes':
      return Number.isFinite(type.max)
        ? fc.uint8Array({ minLength: type.min, maxLength: type.max, size: 'max' })
        : fc.uint8Array({ minLength: type.min, maxLength: type.min + 80 });
    case 'text':
      return cborTexts();
    case 'uint':
      return fc.oneof(fc.nat({ max: 30 }), unsigned);
    case 'int':
      return fc.oneof(
        fc.integer({ min: -70, max: 30 }),
        unsigned,
        unsigned.map((value) => -1 - value).filter(Number.isSafeInteger),
      );
    case 'uint64':
      return fc.oneof(unsigned, fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }));
    case 'bool':
      return fc.boolean();
    case 'array':
      return fc.array(arbitraryOf(type.of as AnyType, depth + 1), { maxLength: 3 });
    case 'map':
      return arbitraryForFields(type.fields, depth);
    case 'record':
      return fc.dictionary(cborTexts(12), arbitraryOf(type.of as AnyType, depth + 1), {
        maxKeys: 4,
        noNullPrototype: true,
      });
    case 'anyMap':
      return cborMaps(Math.max(1, 5 - depth));
    case 'coseKey':
      return coseKeys;
  }
}

const unsigned = fc.oneof(
  fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
);

const coordinates = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** Keys that are well-formed; their points are hardly ever on a curve. */
const coseKeys: fc.Arbitrary<CoseKey> = fc.oneof(
  fc.record({
    kty: fc.constant(2 as const),
    alg: fc.constantFrom(coseAlgorithm['ECDH-ES+HKDF-256'], coseAlgorithm.ES256),
    crv: fc.constant(coseCurve['P-256']),
    x: coordinates,
    y: coordinates,
  }),
  fc.record({
    kty: fc.constant(1 as const),
    alg: fc.constant(coseAlgorithm.EdDSA),
    crv: fc.constant(coseCurve.Ed25519),
    x: coordinates,
  }),
);
