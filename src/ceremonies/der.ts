import { concat, utf8 } from '../bytes/bytes.ts';

/** Tags of DER (X.690) that certificates and attestation statements use. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One element: a tag of one byte, or of several where it is 0x1f00 or more (as `0xbf8458` for context tag 600), the shortest length, the content. */
export function der(tag: number, ...content: Uint8Array[]): Uint8Array {
  const value = concat(...content);
  return concat(bigEndian(tag), lengthOf(value.length), value);
}

/** A SEQUENCE of whole elements. */
export function sequence(...elements: Uint8Array[]): Uint8Array {
  return der(derTag.sequence, ...elements);
}

/** A SET of whole elements, in the order given. */
export function set(...elements: Uint8Array[]): Uint8Array {
  return der(derTag.set, ...elements);
}

/** An OBJECT IDENTIFIER from its dotted text. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(derTag.objectIdentifier, ...[first * 40 + second, ...rest].map(base128));
}

/** An INTEGER from big-endian bytes of a number that is not negative: leading zeros are dropped, a sign byte is added. */
export function unsigned(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
  const digits = bytes.subarray(at);
  const isPadded = digits.length === 0 || digits[0]! >= 0x80;
  return der(derTag.integer, isPadded ? Uint8Array.of(0) : new Uint8Array(0), digits);
}

/** An INTEGER of a number that is not negative, below 2^53. */
export function integer(value: number): Uint8Array {
  return unsigned(bigEndian(value));
}

/** An ENUMERATED of a number below 128. */
export function enumerated(value: number): Uint8Array {
  return der(derTag.enumerated, Uint8Array.of(value));
}

/** A BOOLEAN. */
export function boolean(value: boolean): Uint8Array {
  return der(derTag.boolean, Uint8Array.of(value ? 0xff : 0x00));
}

/** An OCTET STRING. */
export function octetString(bytes: Uint8Array): Uint8Array {
  return der(derTag.octetString, bytes);
}

/** A BIT STRING, its last `unusedBits` bits unused. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return der(derTag.bitString, Uint8Array.of(unusedBits), bytes);
}

/** NULL. */
export function derNull(): Uint8Array {
  return der(derTag.null);
}

/** A context-specific constructed element, as explicit tagging makes it: `number` up to 2^21. */
export function context(number: number, ...content: Uint8Array[]): Uint8Array {
  return der(contextTag(0xa0, number), ...content);
}

/** A context-specific primitive element, as implicit tagging of a primitive type makes it. */
export function contextPrimitive(number: number, content: Uint8Array): Uint8Array {
  return der(contextTag(0x80, number), content);
}

/** A time as certificates write it: UTCTime from 1950 to 2049, GeneralizedTime otherwise (RFC 5280 section 4.1.2.5). */
export function time(ms: number): Uint8Array {
  const digits = `${new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:T]/g, '')}Z`;
  const year = Number(digits.slice(0, 4));
  return year >= 1950 && year < 2050
    ? der(derTag.utcTime, utf8(digits.slice(2)))
    : der(derTag.generalizedTime, utf8(digits));
}

/** Where an element stands in bytes that are known to be good DER: its content and its end. */
export interface DerPlace {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The elements within good DER from `start` to `end`, with tags of one byte. */
export function placesWithin(bytes: Uint8Array, start = 0, end: number = bytes.length): DerPlace[] {
  const places: DerPlace[] = [];
  for (let at = start; at < end; ) {
    const first = bytes[at + 1]!;
    const count = first < 0x80 ? 0 : first & 0x7f;
    let length = count === 0 ? first : 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + bytes[at + 2 + index]!;
    const contentAt = at + 2 + count;
    places.push({ tag: bytes[at]!, at, start: contentAt, end: contentAt + length });
    at = contentAt + length;
  }
  return places;
}

function contextTag(lead: number, number: number): number {
  if (number < 31) return lead + number;
  let tag = lead + 31;
  for (const byte of base128(number)) tag = tag * 256 + byte;
  return tag;
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = bigEndian(length);
  return concat(Uint8Array.of(0x80 | bytes.length), bytes);
}

function bigEndian(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(rest % 256);
    rest = Math.floor(rest / 256);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

function base128(value: number): Uint8Array {
  const groups = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(0x80 | (rest % 128));
  return Uint8Array.from(groups);
}
