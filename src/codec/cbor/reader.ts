import { compareBytes, concat, fromUtf8 } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { Departure, DepartureKind } from './departure.ts';
import { encodeCbor } from './encode.ts';
import { elementPath, memberPath } from './path.ts';
import type { CborKey, CborMap, CborValue } from './value.ts';

/** A departure with the words for an error message. */
export interface Finding extends Departure {
  expected: string;
  received: string;
}

/** How a reader goes about it: where it stands, how deep maps and arrays may nest, and who hears of departures. */
export interface ReaderOptions {
  path: string;
  maxDepth: number;
  report(finding: Finding): void;
}

interface Head {
  start: number;
  major: number;
  /** Additional information, 0 to 31. */
  info: number;
  argument: number | bigint;
  minimal: boolean;
}

/** Containers and tags nest at most this deep even where departures are tolerated. */
const DEEPEST = 64;
const STOP_CODE = 0xff;
const replacing = new TextDecoder('utf-8', { ignoreBOM: true });

/** The careful reader: knows the path of everything and reports each departure. Throws `DecodeError` on unreadable bytes. */
export class CborReader {
  /** The next byte to read. */
  at: number;
  readonly #bytes: Uint8Array;
  readonly #options: ReaderOptions;

  constructor(bytes: Uint8Array, offset: number, options: ReaderOptions) {
    this.#bytes = bytes;
    this.at = offset;
    this.#options = options;
  }

  /** The item that begins at `at`. */
  read(): CborValue {
    return this.#item(this.#options.path, 0, 0);
  }

  /** `depth` counts enclosing maps and arrays, `level` also tags. */
  #item(path: string, depth: number, level: number): CborValue {
    const head = this.#head(path);
    switch (head.major) {
      case 0:
      case 1:
        return this.#integer(head, path);
      case 2:
        return this.#string(head, path);
      case 3:
        return this.#text(head, path);
      case 4:
      case 5:
        this.#enter(head, path, depth + 1, level + 1);
        return head.major === 4
          ? this.#array(head, path, depth + 1, level + 1)
          : this.#map(head, path, depth + 1, level + 1);
      case 6:
        this.#report('tag', head.start, path, 'no tag', `tag ${head.argument}`);
        if (level + 1 > DEEPEST) throw this.#tooDeep(head, path);
        return this.#item(path, depth, level + 1);
      default:
        return this.#simple(head, path);
    }
  }

  #integer(head: Head, path: string): number | bigint {
    if (!head.minimal) this.#nonMinimal('non-minimal-integer', head, path);
    if (head.major === 0) return head.argument;
    const value = -1n - BigInt(head.argument);
    return value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;
  }

  #text(head: Head, path: string): string {
    const bytes = this.#string(head, path);
    const text = fromUtf8(bytes);
    if (text !== undefined) return text;
    this.#report('invalid-utf8', head.start, path, 'UTF-8', `h'${toHex(bytes.subarray(0, 20))}'`);
    return replacing.decode(bytes);
  }

  #string(head: Head, path: string): Uint8Array {
    if (head.info !== 31) return this.#content(head, path);
    this.#report('indefinite-length', head.start, path, 'a definite length', 'an indefinite one');
    const parts: Uint8Array[] = [];
    while (!this.#stops(path)) {
      const part = this.#head(path);
      if (part.major !== head.major || part.info === 31) throw this.#unreadable(part.start, path);
      parts.push(this.#content(part, path));
    }
    return concat(...parts);
  }

  #content(head: Head, path: string): Uint8Array {
    if (!head.minimal) this.#nonMinimal('non-minimal-length', head, path);
    const left = this.#bytes.length - this.at;
    if (head.argument > left)
      throw this.#truncated(head.start, path, `${head.argument} bytes of content`, `${left} bytes`);
    const start = this.at;
    this.at += Number(head.argument);
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, this.at - start);
  }

  #enter(head: Head, path: string, depth: number, level: number): void {
    if (head.info === 31) {
      this.#report('indefinite-length', head.start, path, 'a definite length', 'an indefinite one');
    } else if (!head.minimal) this.#nonMinimal('non-minimal-length', head, path);
    if (depth === this.#options.maxDepth + 1) {
      this.#report(
        'too-deep',
        head.start,
        path,
        `at most ${this.#options.maxDepth} levels of nesting`,
        `level ${depth}`,
      );
    }
    if (level > DEEPEST) throw this.#tooDeep(head, path);
  }

  #array(head: Head, path: string, depth: number, level: number): CborValue[] {
    const values: CborValue[] = [];
    for (let index = 0; this.#continues(head, index, path); index += 1) {
      values.push(this.#item(elementPath(path, index), depth, level));
    }
    return values;
  }

  #map(head: Head, path: string, depth: number, level: number): CborMap {
    const map: CborMap = new Map();
    const seen = new Map<string, CborKey>();
    let before: Uint8Array | undefined;
    for (let index = 0; this.#continues(head, index, path); index += 1) {
      const start = this.at;
      const key = this.#item(path, depth, level);
      if (!isKey(key))
        throw new DecodeError(path, 'a scalar key', Array.isArray(key) ? 'an array' : 'a map', { offset: start });
      const written = keyBytes(key);
      const name = toHex(written);
      if (before !== undefined && compareBytes(before, written) > 0) {
        this.#report('unsorted-keys', start, path, 'keys in canonical order', `${describeKey(key)} too late`);
      }
      if (seen.has(name)) this.#report('duplicate-key', start, path, 'distinct keys', `${describeKey(key)} twice`);
      // Byte strings are the same key of a Map only when they are the same object.
      const known = seen.get(name) ?? key;
      seen.set(name, known);
      before = written;
      map.set(known, this.#item(memberPath(path, key), depth, level));
    }
    return map;
  }

  #simple(head: Head, path: string): CborValue {
    switch (head.info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23:
        this.#report('undefined', head.start, path, 'no undefined', 'undefined');
        return null;
      case 25:
      case 26:
      case 27: {
        const value = this.#float(head);
        this.#report('float', head.start, path, 'no floating-point number', String(value));
        return value;
      }
      case 31:
        throw this.#unreadable(head.start, path);
      default:
        this.#report('simple-value', head.start, path, 'false, true or null', `simple value ${head.argument}`);
        return null;
    }
  }

  #float(head: Head): number {
    const width = 1 << (head.info - 24);
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + head.start + 1, width);
    if (width === 8) return view.getFloat64(0);
    if (width === 4) return view.getFloat32(0);
    const bits = view.getUint16(0);
    const exponent = (bits >>> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    const sign = bits >>> 15 === 0 ? 1 : -1;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (0x400 + fraction) * 2 ** (exponent - 25));
  }

  #head(path: string): Head {
    const start = this.at;
    const first = this.#bytes[start];
    if (first === undefined) throw this.#truncated(start, path, 'a data item', 'the end');
    const major = first >> 5;
    const info = first & 0x1f;
    const isIndefinite = info === 31 && major > 1 && major !== 6;
    if (info > 27 && !isIndefinite) throw this.#unreadable(start, path);
    this.at += 1;
    if (info < 24 || info === 31) return { start, major, info, argument: info, minimal: true };
    const width = 1 << (info - 24);
    if (start + 1 + width > this.#bytes.length) {
      throw this.#truncated(start, path, `a head of ${1 + width} bytes`, `${this.#bytes.length - start} bytes`);
    }
    let argument = 0n;
    for (let index = 0; index < width; index += 1) argument = (argument << 8n) | BigInt(this.#bytes[this.at++]!);
    const least = width === 1 ? 24n : 1n << BigInt(4 * width);
    const isSafe = argument <= BigInt(Number.MAX_SAFE_INTEGER);
    return { start, major, info, argument: isSafe ? Number(argument) : argument, minimal: argument >= least };
  }

  #continues(head: Head, index: number, path: string): boolean {
    return head.info === 31 ? !this.#stops(path) : index < head.argument;
  }

  #stops(path: string): boolean {
    const next = this.#bytes[this.at];
    if (next === undefined) throw this.#truncated(this.at, path, 'a stop code', 'the end');
    if (next === STOP_CODE) this.at += 1;
    return next === STOP_CODE;
  }

  #nonMinimal(kind: DepartureKind, head: Head, path: string): void {
    this.#report(kind, head.start, path, 'the shortest head', `${head.argument} in ${1 << (head.info - 24)} bytes`);
  }

  #report(kind: DepartureKind, offset: number, path: string, expected: string, received: string): void {
    this.#options.report({ kind, offset, path, expected, received });
  }

  #truncated(offset: number, path: string, expected: string, received: string): DecodeError {
    return new DecodeError(path, expected, received, { offset, departure: 'truncated' });
  }

  #tooDeep(head: Head, path: string): DecodeError {
    const expected = `at most ${DEEPEST} levels of nesting`;
    return new DecodeError(path.slice(0, 200), expected, 'more', { offset: head.start, departure: 'too-deep' });
  }

  #unreadable(offset: number, path: string): DecodeError {
    const byte = this.#bytes[offset]!.toString(16).padStart(2, '0');
    return new DecodeError(path, 'the head of a data item', `0x${byte}`, { offset });
  }
}

function isKey(value: CborValue): value is CborKey {
  return typeof value !== 'object' || value === null || value instanceof Uint8Array;
}

/** Canonical bytes of a key, so that keys compare by what they mean and not by how they were written. */
function keyBytes(key: CborKey): Uint8Array {
  if (typeof key !== 'number' || Number.isSafeInteger(key)) return encodeCbor(key);
  const bytes = new Uint8Array(9);
  bytes[0] = 0xfb;
  new DataView(bytes.buffer).setFloat64(1, key);
  return bytes;
}

function describeKey(key: CborKey): string {
  return `key ${memberPath('', key)}`;
}
