import type { CborKey, CborMap, CborValue } from './value.ts';

/** Values nested deeper than this are refused: they are cycles, not messages. */
const DEEPEST = 1000;

let out = new Uint8Array(16_384);
let at = 0;

const POOL_LENGTH = 8192;
const POOLED_LENGTH = 1024;
let pool = new Uint8Array(POOL_LENGTH);
let poolAt = 0;

const utf8 = new TextEncoder();

/**
 * CTAP2 canonical CBOR of `value` (CTAP 2.3 section 8): shortest heads, maps sorted by major type, length, bytes.
 * The bytes are the caller's own, though their ArrayBuffer may hold other results too. Throws `TypeError` on what has no
 * canonical form: fractions, lone surrogates, equal keys, foreign objects.
 */
export function encodeCbor(value: CborValue): Uint8Array {
  at = 0;
  write(value, 0);
  return copy();
}

// A fresh ArrayBuffer costs more than writing a small message, so small results share one, as those of Buffer.from do.
function copy(): Uint8Array {
  if (at > POOLED_LENGTH) return out.slice(0, at);
  if (poolAt + at > pool.length) {
    pool = new Uint8Array(POOL_LENGTH);
    poolAt = 0;
  }
  const result = new Uint8Array(pool.buffer, poolAt, at);
  if (at < 32) for (let index = 0; index < at; index += 1) result[index] = out[index]!;
  else result.set(new Uint8Array(out.buffer, 0, at));
  poolAt += at;
  return result;
}

function write(value: CborValue, depth: number): void {
  if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'string') writeText(value);
  else if (value === true || value === false || value === null) {
    reserve(1);
    out[at++] = value === null ? 0xf6 : value ? 0xf5 : 0xf4;
  } else if (value instanceof Uint8Array) writeBytes(value);
  else if (value instanceof Map) writeMap(value, depth + 1);
  else if (Array.isArray(value)) {
    if (depth >= DEEPEST) throw new RangeError(`encodeCbor: expected at most ${DEEPEST} levels, received more`);
    writeHead(0x80, value.length);
    for (let index = 0; index < value.length; index += 1) write(value[index]!, depth + 1);
  } else if (typeof value === 'bigint') writeBigint(value);
  else throw new TypeError(`encodeCbor: expected a CBOR value, received ${describe(value)}`);
}

function writeMap(map: CborMap, depth: number): void {
  if (depth > DEEPEST) throw new RangeError(`encodeCbor: expected at most ${DEEPEST} levels, received more`);
  writeHead(0xa0, map.size);
  const body = at;
  let before = -1;
  let sorted = true;
  for (const [key, value] of map) {
    const keyAt = at;
    writeKey(key, depth);
    if (before >= 0 && sorted) {
      const order = compareItems(before, keyAt);
      if (order === 0) throw new TypeError(`encodeCbor: expected distinct keys, received ${describe(key)} twice`);
      sorted = order < 0;
    }
    before = keyAt;
    write(value, depth);
  }
  if (!sorted) sortEntries(body, map.size);
}

function writeKey(key: CborKey, depth: number): void {
  if (typeof key === 'number') writeNumber(key);
  else if (typeof key === 'string') writeText(key);
  else if (typeof key === 'object' && key !== null && !(key instanceof Uint8Array)) {
    throw new TypeError(`encodeCbor: expected a scalar key, received ${describe(key)}`);
  } else write(key, depth);
}

function writeNumber(value: number): void {
  if (value >= 0 && value < 24 && (value | 0) === value) {
    reserve(1);
    out[at++] = value;
  } else if (Number.isSafeInteger(value)) {
    if (value >= 0) writeHead(0x00, value);
    else writeHead(0x20, -1 - value);
  } else throw new TypeError(`encodeCbor: expected a safe integer, received ${value}`);
}

function writeBigint(value: bigint): void {
  const argument = value < 0n ? -1n - value : value;
  const major = value < 0n ? 0x20 : 0x00;
  if (argument <= BigInt(Number.MAX_SAFE_INTEGER)) writeHead(major, Number(argument));
  else if (argument < 1n << 64n) {
    reserve(9);
    out[at++] = major | 27;
    writeUint32(Number(argument >> 32n));
    writeUint32(Number(argument & 0xffff_ffffn));
  } else throw new TypeError(`encodeCbor: expected an integer of 64 bits, received ${value}`);
}

function writeText(text: string): void {
  const length = text.length;
  if (length >= 64) {
    writeLongText(text);
    return;
  }
  reserve(66);
  const start = at;
  if (length < 24) out[at++] = 0x60 | length;
  else {
    out[at++] = 0x78;
    out[at++] = length;
  }
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) {
      at = start;
      writeLongText(text);
      return;
    }
    out[at++] = unit;
  }
}

function writeLongText(text: string): void {
  if (!isWellFormed(text)) throw new TypeError('encodeCbor: expected well-formed text, received a lone surrogate');
  const bytes = utf8.encode(text);
  writeHead(0x60, bytes.length);
  reserve(bytes.length);
  out.set(bytes, at);
  at += bytes.length;
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Whether text has a UTF-8 form: no surrogate stands alone. */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

function writeBytes(bytes: Uint8Array): void {
  const length = bytes.length;
  writeHead(0x40, length);
  reserve(length);
  if (length <= 32) for (let index = 0; index < length; index += 1) out[at++] = bytes[index]!;
  else {
    out.set(bytes, at);
    at += length;
  }
}

function writeHead(major: number, argument: number): void {
  reserve(9);
  if (argument < 24) out[at++] = major | argument;
  else if (argument < 0x100) {
    out[at++] = major | 24;
    out[at++] = argument;
  } else if (argument < 0x1_0000) {
    out[at++] = major | 25;
    out[at++] = argument >>> 8;
    out[at++] = argument;
  } else if (argument < 0x1_0000_0000) {
    out[at++] = major | 26;
    writeUint32(argument);
  } else {
    out[at++] = major | 27;
    writeUint32(Math.floor(argument / 0x1_0000_0000));
    writeUint32(argument >>> 0);
  }
}

function writeUint32(value: number): void {
  out[at++] = value >>> 24;
  out[at++] = value >>> 16;
  out[at++] = value >>> 8;
  out[at++] = value;
}

function reserve(length: number): void {
  if (at + length <= out.length) return;
  const wider = new Uint8Array(Math.max(out.length * 2, at + length));
  wider.set(out);
  out = wider;
}

// Canonical items are self-delimiting and their heads grow with length, so plain bytewise order of two encoded keys is
// the order "major type, length, bytes" of the standard.
function compareItems(left: number, right: number): number {
  const first = out[left]! - out[right]!;
  if (first !== 0) return first;
  const end = itemEnd(left);
  for (let step = 1; left + step < end; step += 1) {
    const difference = out[left + step]! - out[right + step]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function sortEntries(body: number, count: number): void {
  const written = out.slice(body, at);
  const entries: { start: number; end: number }[] = [];
  let start = body;
  for (let index = 0; index < count; index += 1) {
    const end = itemEnd(itemEnd(start));
    entries.push({ start, end });
    start = end;
  }
  entries.sort((left, right) => compareItems(left.start, right.start));
  for (let index = 1; index < count; index += 1) {
    if (compareItems(entries[index - 1]!.start, entries[index]!.start) === 0) {
      throw new TypeError('encodeCbor: expected distinct keys, received one twice');
    }
  }
  let to = body;
  for (const entry of entries) {
    out.set(written.subarray(entry.start - body, entry.end - body), to);
    to += entry.end - entry.start;
  }
}

/** The end of the canonical item that begins at `start` of the bytes just written. */
function itemEnd(start: number): number {
  let open = 1;
  let place = start;
  while (open > 0) {
    const head = out[place++]!;
    const width = (head & 0x1f) < 24 ? 0 : 1 << ((head & 0x1f) - 24);
    let argument = width === 0 ? head & 0x1f : 0;
    for (let index = 0; index < width; index += 1) argument = argument * 0x100 + out[place++]!;
    const major = head >> 5;
    if (major === 2 || major === 3) place += argument;
    open += -1 + (major === 4 ? argument : major === 5 ? 2 * argument : 0);
  }
  return place;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'object') : String(value);
}
