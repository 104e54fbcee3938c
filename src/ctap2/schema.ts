import { decodeCbor } from '../codec/cbor/decode.ts';
import { encodeCbor } from '../codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../codec/cbor/value.ts';
import { type CoseKey, decodeCoseKey, encodeCoseKey } from '../codec/cose-key.ts';
import { DecodeError, type DecodeFailure } from '../errors/decode-error.ts';
import type {
  AnyMapType,
  ArrayType,
  BoolType,
  BytesType,
  CoseKeyType,
  Field,
  Fields,
  IntType,
  MapType,
  Message,
  RecordType,
  TextType,
  Uint64Type,
  UintType,
  ValueOfFields,
  WireType,
} from './wire-type.ts';

export type {
  AnyMapType,
  AnyType,
  ArrayType,
  BoolType,
  BytesType,
  CoseKeyType,
  Field,
  Fields,
  Infer,
  IntType,
  MapType,
  Message,
  RecordType,
  TextType,
  Uint64Type,
  UintType,
  ValueOfFields,
  WireType,
} from './wire-type.ts';

/** A message from its members. Key numbers are those of the specification. */
export function message<F extends Fields>(name: string, fields: F): Message<F> {
  return { name, fields };
}

/** A member that must be there. */
export function required<T>(key: number | string, type: WireType<T>): Field<T, true> {
  return { key, required: true, type };
}

/** A member that may be left out. */
export function optional<T>(key: number | string, type: WireType<T>): Field<T, false> {
  return { key, required: false, type };
}

/** The CBOR of a message, canonical. Members that are `undefined` are left out. */
export function encodeMessage<F extends Fields>(message: Message<F>, value: ValueOfFields<F>): Uint8Array {
  return encodeCbor(writeFields(message.fields, value as Record<string, unknown>));
}

/**
 * The value of a message from strict canonical CBOR; unknown keys are ignored.
 * Throws `DecodeError`: `missing` for a required top-level member, `type` for a wrong type or a missing nested member,
 * `length` and `value` for bounds, `syntax` for CBOR itself (CTAP 2.3 section 8).
 */
export function decodeMessage<F extends Fields>(message: Message<F>, bytes: Uint8Array): ValueOfFields<F> {
  return readMessage(message, decodeCbor(bytes, { path: message.name }));
}

/** The value of a message from CBOR that is decoded already. Throws `DecodeError` as `decodeMessage` does. */
export function readMessage<F extends Fields>(message: Message<F>, value: CborValue): ValueOfFields<F> {
  if (!(value instanceof Map)) throw misfit(message.name, '', 'a map', value, 'type');
  return readFields(message.fields, value, message.name, 'missing') as ValueOfFields<F>;
}

/** The value of one kind from CBOR that is decoded already, such as an extension's input. Throws `DecodeError`. */
export function readValue<T>(type: WireType<T>, value: CborValue, path: string): T {
  return type.read(value, path, '');
}

/** The CBOR value of one kind, to be put into a map of one's own. */
export function writeValue<T>(type: WireType<T>, value: T): CborValue {
  return type.write(value);
}

/** The bytes of one top-level member as they came, such as subCommandParams for its MAC; `undefined` where it is absent. */
export function memberBytes<F extends Fields>(
  message: Message<F>,
  bytes: Uint8Array,
  name: keyof F & string,
): Uint8Array | undefined {
  const value = decodeCbor(bytes, { path: message.name });
  if (!(value instanceof Map)) throw misfit(message.name, '', 'a map', value, 'type');
  const member = value.get(message.fields[name]!.key);
  return member === undefined ? undefined : encodeCbor(member);
}

/** A byte string of exactly `length`, or of `min` to `max` bytes. */
export function bytes(bounds: { length?: number; min?: number; max?: number } = {}): BytesType {
  const min = bounds.length ?? bounds.min ?? 0;
  const max = bounds.length ?? bounds.max ?? Number.POSITIVE_INFINITY;
  const expected = bytesExpected(min, max);
  return {
    kind: 'bytes',
    min,
    max,
    expected,
    read: (value, path, step) => {
      if (!(value instanceof Uint8Array)) throw misfit(path, step, expected, value, 'type');
      if (value.length < min || value.length > max) throw misfit(path, step, expected, value, 'length');
      return value;
    },
    write: (value) => value,
  };
}

/** A text string. */
export function text(): TextType {
  return {
    kind: 'text',
    expected: 'text',
    read: (value, path, step) => {
      if (typeof value !== 'string') throw misfit(path, step, 'text', value, 'type');
      return value;
    },
    write: (value) => value,
  };
}

/** An unsigned integer below 2^53; a larger one is a `value` failure. */
export function uint(): UintType {
  const expected = 'an unsigned integer';
  return {
    kind: 'uint',
    expected,
    read: (value, path, step) => {
      if (typeof value === 'number' && value >= 0) return value;
      throw misfit(path, step, expected, value, typeof value === 'bigint' && value >= 0n ? 'value' : 'type');
    },
    write: (value) => value,
  };
}

/** An integer of either sign within 2^53; a larger one is a `value` failure. */
export function int(): IntType {
  const expected = 'an integer';
  return {
    kind: 'int',
    expected,
    read: (value, path, step) => {
      if (typeof value === 'number') return value;
      throw misfit(path, step, expected, value, typeof value === 'bigint' ? 'value' : 'type');
    },
    write: (value) => value,
  };
}

/** An unsigned integer of up to 64 bits, a bigint from 2^53 on. */
export function uint64(): Uint64Type {
  const expected = 'an unsigned integer';
  return {
    kind: 'uint64',
    expected,
    read: (value, path, step) => {
      if ((typeof value === 'number' || typeof value === 'bigint') && value >= 0) return value;
      throw misfit(path, step, expected, value, 'type');
    },
    write: (value) => value,
  };
}

/** A boolean. */
export function bool(): BoolType {
  return {
    kind: 'bool',
    expected: 'a boolean',
    read: (value, path, step) => {
      if (typeof value !== 'boolean') throw misfit(path, step, 'a boolean', value, 'type');
      return value;
    },
    write: (value) => value,
  };
}

/** An array whose elements are all of one kind. */
export function arrayOf<T>(of: WireType<T>): ArrayType<T> {
  return {
    kind: 'array',
    of: of as WireType<unknown>,
    expected: 'an array',
    read: (value, path, step) => {
      if (!Array.isArray(value)) throw misfit(path, step, 'an array', value, 'type');
      const here = join(path, step);
      return value.map((element, index) => of.read(element, here, `[${index}]`));
    },
    write: (value) => value.map((element) => of.write(element)),
  };
}

/** A map with these members; keys are written out as in the specification, text or integer. */
export function mapOf<F extends Fields>(fields: F): MapType<F> {
  return {
    kind: 'map',
    fields,
    expected: 'a map',
    read: (value, path, step) => {
      if (!(value instanceof Map)) throw misfit(path, step, 'a map', value, 'type');
      return readFields(fields, value, join(path, step), 'type') as ValueOfFields<F>;
    },
    write: (value) => writeFields(fields, value as Record<string, unknown>),
  };
}

/** A map from text to values of one kind, read as an object. */
export function recordOf<T>(of: WireType<T>): RecordType<T> {
  return {
    kind: 'record',
    of: of as WireType<unknown>,
    expected: 'a map with text keys',
    read: (value, path, step) => {
      if (!(value instanceof Map)) throw misfit(path, step, 'a map with text keys', value, 'type');
      const here = join(path, step);
      return Object.fromEntries(
        Array.from(value, ([key, member]): [string, T] => {
          if (typeof key !== 'string') throw misfit(here, '', 'text keys', key, 'type');
          return [key, of.read(member, here, key)];
        }),
      );
    },
    write: (value) => new Map(Object.entries(value).map(([key, member]) => [key, of.write(member)])),
  };
}

/** Any map, kept as it is: extension inputs and outputs, attestation statements. */
export function anyMap(): AnyMapType {
  return {
    kind: 'anyMap',
    expected: 'a map',
    read: (value, path, step) => {
      if (!(value instanceof Map)) throw misfit(path, step, 'a map', value, 'type');
      return value;
    },
    write: (value) => value,
  };
}

/** A COSE_Key (RFC 9052 section 7). A member missing or mistyped within it is a `type` failure. */
export function coseKey(): CoseKeyType {
  return {
    kind: 'coseKey',
    expected: 'a COSE_Key',
    read: (value, path, step) => {
      if (!(value instanceof Map)) throw misfit(path, step, 'a COSE_Key', value, 'type');
      return readCoseKey(value, join(path, step));
    },
    write: (value) => encodeCoseKey(value),
  };
}

function readCoseKey(value: CborMap, path: string): CoseKey {
  try {
    return decodeCoseKey(value, path);
  } catch (error) {
    if (!(error instanceof DecodeError) || error.kind !== 'missing') throw error;
    throw new DecodeError(error.path, error.expected, error.received, { kind: 'type', cause: error });
  }
}

function readFields(fields: Fields, map: CborMap, path: string, whenMissing: DecodeFailure): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const name in fields) {
    const field = fields[name]!;
    const value = map.get(field.key);
    if (value !== undefined) read[name] = field.type.read(value, path, name);
    else if (field.required) {
      throw new DecodeError(join(path, name), field.type.expected, 'nothing', { kind: whenMissing });
    }
  }
  return read;
}

function writeFields(fields: Fields, value: Record<string, unknown>): CborMap {
  const map: CborMap = new Map();
  for (const name in fields) {
    const member = value[name];
    if (member !== undefined) map.set(fields[name]!.key, fields[name]!.type.write(member));
  }
  return map;
}

function join(path: string, step: string): string {
  if (step === '') return path;
  return step.startsWith('[') ? path + step : `${path}.${step}`;
}

function misfit(path: string, step: string, expected: string, value: CborValue, kind: DecodeFailure): DecodeError {
  return new DecodeError(join(path, step), expected, describe(value), { kind });
}

function bytesExpected(min: number, max: number): string {
  if (min === max) return `${min} bytes`;
  if (min === 0 && max === Number.POSITIVE_INFINITY) return 'a byte string';
  if (max === Number.POSITIVE_INFINITY) return `at least ${min} bytes`;
  return min === 0 ? `at most ${max} bytes` : `${min} to ${max} bytes`;
}

/** What a CBOR value is, in words for an error. */
function describe(value: CborValue): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the integer ${value}`;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : 'a map';
}
