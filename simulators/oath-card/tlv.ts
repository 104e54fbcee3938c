import { concat } from '../../src/bytes/bytes.ts';
import { CardRefusal, oathStatus } from './status.ts';

/** The tags of the OATH applet. */
export const oathTag = {
  NAME: 0x71,
  LISTED: 0x72,
  KEY: 0x73,
  CHALLENGE: 0x74,
  RESPONSE: 0x75,
  TRUNCATED: 0x76,
  /** A counter credential in CALCULATE ALL: no code unasked. */
  NO_RESPONSE: 0x77,
  /** One byte of value and no length. */
  PROPERTY: 0x78,
  VERSION: 0x79,
  COUNTER: 0x7a,
  ALGORITHM: 0x7b,
  /** A credential that wants a touch, in CALCULATE ALL. */
  NEEDS_TOUCH: 0x7c,
} as const;

/** A tag and its value, a subarray. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** One tag, length and value; lengths of up to 65535. */
export function tlv(tag: number, ...values: Uint8Array[]): Uint8Array {
  const value = concat(...values);
  const { length } = value;
  const head = length < 0x80 ? [length] : length <= 0xff ? [0x81, length] : [0x82, length >>> 8, length & 0xff];
  return concat(Uint8Array.of(tag, ...head), value);
}

/** All of the data as tags and values. Throws `CardRefusal` (6A80) for anything left over or short. */
export function readTlvs(data: Uint8Array): Tlv[] {
  const found: Tlv[] = [];
  let at = 0;
  while (at < data.length) {
    const tag = data[at]!;
    const [start, length] = tag === oathTag.PROPERTY ? [at + 1, 1] : lengthAt(data, at + 1);
    if (start + length > data.length) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
    found.push({ tag, value: data.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/** The values of exactly these tags, each once and in any order; those of `optional` may be missing. Throws `CardRefusal` (6A80). */
export function valuesOf<Required extends number, Optional extends number = never>(
  data: Uint8Array,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Record<Required, Uint8Array> & Partial<Record<Optional, Uint8Array>> {
  const found = readTlvs(data);
  const values = new Map(found.map(({ tag, value }) => [tag, value]));
  const known: readonly number[] = [...required, ...optional];
  const isWhole = required.every((tag) => values.has(tag)) && [...values.keys()].every((tag) => known.includes(tag));
  if (!isWhole || values.size !== found.length) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
  return Object.fromEntries(values) as Record<Required, Uint8Array> & Partial<Record<Optional, Uint8Array>>;
}

/** Where the value begins, and its length. */
function lengthAt(data: Uint8Array, at: number): [number, number] {
  const first = data[at];
  if (first === undefined) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
  if (first < 0x80) return [at + 1, first];
  if (first === 0x81) return [at + 2, data[at + 1] ?? 0];
  if (first === 0x82) return [at + 3, ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)];
  throw new CardRefusal(oathStatus.WRONG_SYNTAX);
}
