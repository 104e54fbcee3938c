import type { CborMap, CborValue } from '../codec/cbor/value.ts';
import type { CoseKey } from '../codec/cose-key.ts';

/** How a value of one kind is read from and written to CBOR. Which kind it is, and its bounds, can be walked. */
export interface WireType<T> {
  readonly kind: string;
  /** What is expected, in words for an error. */
  readonly expected: string;
  /** The value; throws `DecodeError` at `path` and `step` (kind `type`, `length` or `value`). */
  read(value: CborValue, path: string, step: string): T;
  write(value: T): CborValue;
}

/** A byte string; bounds are inclusive. */
export interface BytesType extends WireType<Uint8Array> {
  readonly kind: 'bytes';
  readonly min: number;
  readonly max: number;
}
/** A text string. */
export interface TextType extends WireType<string> {
  readonly kind: 'text';
}
/** An unsigned integer below 2^53. */
export interface UintType extends WireType<number> {
  readonly kind: 'uint';
}
/** An integer of either sign within 2^53. */
export interface IntType extends WireType<number> {
  readonly kind: 'int';
}
/** An unsigned integer of up to 64 bits. */
export interface Uint64Type extends WireType<number | bigint> {
  readonly kind: 'uint64';
}
/** A boolean. */
export interface BoolType extends WireType<boolean> {
  readonly kind: 'bool';
}
/** An array of one kind. */
export interface ArrayType<T> extends WireType<T[]> {
  readonly kind: 'array';
  readonly of: WireType<unknown>;
}
/** A map with known keys, text or integer; other keys are ignored. */
export interface MapType<F extends Fields> extends WireType<ValueOfFields<F>> {
  readonly kind: 'map';
  readonly fields: F;
}
/** A map from any text to values of one kind, as an object. */
export interface RecordType<T> extends WireType<Record<string, T>> {
  readonly kind: 'record';
  readonly of: WireType<unknown>;
}
/** Any map, kept as it is. */
export interface AnyMapType extends WireType<CborMap> {
  readonly kind: 'anyMap';
}
/** A COSE_Key. */
export interface CoseKeyType extends WireType<CoseKey> {
  readonly kind: 'coseKey';
}

/** Every kind of value, for whoever walks a table. */
export type AnyType =
  | BytesType
  | TextType
  | UintType
  | IntType
  | Uint64Type
  | BoolType
  | ArrayType<unknown>
  | MapType<Fields>
  | RecordType<unknown>
  | AnyMapType
  | CoseKeyType;

/** One member of a map: its key as written on the wire and the kind of its value. */
export interface Field<T = unknown, R extends boolean = boolean> {
  readonly key: number | string;
  readonly required: R;
  readonly type: WireType<T>;
}

/** The members of a map by their names. */
export type Fields = { readonly [name: string]: Field };

/** A whole request or response: a map under a name. */
export interface Message<F extends Fields> {
  /** The command as the specification spells it, such as `authenticatorMakeCredential`: the first step of error paths. */
  readonly name: string;
  readonly fields: F;
}

type RequiredNames<F extends Fields> = { [N in keyof F]: F[N] extends Field<unknown, true> ? N : never }[keyof F];
type OptionalNames<F extends Fields> = Exclude<keyof F, RequiredNames<F>>;
type ValueOf<M> = M extends Field<infer T> ? T : never;
type Flat<T> = { [K in keyof T]: T[K] };

/** The value that a set of members describes. */
export type ValueOfFields<F extends Fields> = Flat<
  { [N in RequiredNames<F>]: ValueOf<F[N]> } & { [N in OptionalNames<F>]?: ValueOf<F[N]> }
>;

/** The value that a message, or a kind of value, describes. */
export type Infer<M> = M extends Message<infer F> ? ValueOfFields<F> : M extends WireType<infer T> ? T : never;
