import { DecodeError } from '../../errors/decode-error.ts';

/** One value of DER: its first tag byte, its tag number, its content and all of it. */
export interface DerValue {
  readonly tag: number;
  readonly number: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** The tag bytes that certificates use. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The value at `offset` of DER bytes (X.690). Throws `DecodeError` on lengths that are indefinite, not the shortest, or too long. */
export function readDer(bytes: Uint8Array, offset = 0, path = 'der'): DerValue {
  let at = offset;
  const next = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new DecodeError(path, 'more bytes', 'the end', { offset: at });
    at += 1;
    return byte;
  };
  const tag = next();
  let number = tag & 0x1f;
  if (number === 0x1f) {
    number = 0;
    let byte = next();
    for (let count = 0; byte >= 0x80; count += 1) {
      if (count === 3)
        throw new DecodeError(path, 'a tag number of at most four bytes', 'a longer one', { offset: at });
      number = number * 128 + (byte & 0x7f);
      byte = next();
    }
    number = number * 128 + byte;
  }
  let length = next();
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4)
      throw new DecodeError(path, 'a length of one to four bytes', `${count} bytes`, { offset: at });
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + next();
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new DecodeError(path, 'the shortest form of a length', 'a longer form', { offset: at });
    }
  }
  if (length > bytes.length - at) {
    throw new DecodeError(path, `${length} bytes`, `${bytes.length - at} bytes`, { offset: at });
  }
  return { tag, number, content: bytes.subarray(at, at + length), whole: bytes.subarray(offset, at + length) };
}

/** All values of a constructed value's content. */
export function readDerAll(content: Uint8Array, path = 'der'): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < content.length; ) {
    const value = readDer(content, at, path);
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

/** The content of a value of the given tag. Throws `DecodeError` on another tag, or none. */
export function expectDer(value: DerValue | undefined, tag: number, path: string): Uint8Array {
  if (value === undefined || value.tag !== tag) {
    const finding = value === undefined ? 'the end' : `tag 0x${value.tag.toString(16)}`;
    throw new DecodeError(path, `tag 0x${tag.toString(16)}`, finding);
  }
  return value.content;
}

/** A value that is all of the bytes, of the given tag. Throws `DecodeError` on another, or on bytes after it. */
export function readWholeDer(bytes: Uint8Array, tag: number, path: string): Uint8Array {
  const value = readDer(bytes, 0, path);
  if (value.whole.length !== bytes.length) throw new DecodeError(path, 'one value', 'bytes after it');
  return expectDer(value, tag, path);
}

/** The value of an INTEGER or ENUMERATED of at most four bytes, not negative. Throws `DecodeError`. */
export function smallNumber(value: DerValue | undefined, path: string): number {
  const isNumber = value?.tag === derTag.integer || value?.tag === derTag.enumerated;
  if (!isNumber || value.content.length === 0 || value.content.length > 4 || value.content[0]! >= 0x80) {
    throw new DecodeError(path, 'a small number', value === undefined ? 'the end' : 'another value');
  }
  return value.content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** The dotted text of an object identifier's content. */
export function oidText(content: Uint8Array, path: string): string {
  const arcs: number[] = [];
  let arc = 0;
  let isOpen = true;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    isOpen = byte >= 0x80;
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw new DecodeError(path, 'arcs below 2^46', 'a larger one');
    if (isOpen) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  if (isOpen) throw new DecodeError(path, 'a whole object identifier', `${content.length} bytes`);
  return arcs.join('.');
}
