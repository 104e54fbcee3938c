import { concat } from '../../bytes/bytes.ts';
import type { DepartureKind } from './departure.ts';
import { MAX_DEPTH } from './departure.ts';
import { encodeCbor } from './encode.ts';
import type { LaidItem } from './layout.ts';
import { layoutOf } from './layout.ts';
import type { CborValue } from './value.ts';

/** Spoiled bytes, and the offset at which a strict decoder names the departure. */
export interface Spoiled {
  bytes: Uint8Array;
  offset: number;
}

/** A place where a departure is possible: `length` bytes at `start` give way to `replacement`. */
interface Splice {
  start: number;
  length: number;
  replacement: Uint8Array;
  offset: number;
}

/**
 * Canonical bytes of `value` spoiled by exactly one departure, at the `at`-th place (from 0) where it is possible;
 * `undefined` where there is no such place. Values nested deeper than four levels have no canonical form to spoil.
 */
export function encodeDeparting(value: CborValue, kind: DepartureKind, at = 0): Uint8Array | undefined {
  return spoil(value, kind, at)?.bytes;
}

/** As `encodeDeparting`, with the offset of the departure. */
export function spoil(value: CborValue, kind: DepartureKind, at = 0): Spoiled | undefined {
  const bytes = encodeCbor(value);
  const items = layoutOf(bytes);
  if (items.some((item) => item.depth >= MAX_DEPTH && isContainer(item))) return undefined;
  if (kind === 'truncated') return truncate(bytes, items, at);
  const splice = splices(bytes, items, kind)[at];
  if (splice === undefined) return undefined;
  const { start, length, replacement, offset } = splice;
  return { bytes: concat(bytes.subarray(0, start), replacement, bytes.subarray(start + length)), offset };
}

function splices(bytes: Uint8Array, items: LaidItem[], kind: Exclude<DepartureKind, 'truncated'>): Splice[] {
  const values = items.filter((item) => !item.isKey);
  switch (kind) {
    case 'non-minimal-integer':
      return items.filter((item) => item.major < 2).flatMap(widenHead);
    case 'non-minimal-length':
      return items.filter((item) => item.major > 1 && item.major < 6).flatMap(widenHead);
    case 'indefinite-length':
      return items.filter((item) => item.major > 1 && item.major < 6).map((item) => openEnded(bytes, item));
    case 'tag':
      return values.map((item) => insert(item.start, Uint8Array.of(0xd8, 0x18), item.start));
    case 'float':
      return values.filter((item) => item.major < 2 && isExact(item)).map(asFloat);
    case 'undefined':
      return values.map((item) => replace(item, Uint8Array.of(0xf7)));
    case 'simple-value':
      return values.map((item) => replace(item, Uint8Array.of(0xf0)));
    case 'invalid-utf8':
      return values
        .filter((item) => item.major === 3 && item.argument > 0n)
        .map((item) => ({ start: item.bodyStart, length: 1, replacement: Uint8Array.of(0xff), offset: item.start }));
    case 'too-deep':
      return values.map(wrap);
    case 'unsorted-keys':
      return items.filter((item) => item.major === 5).flatMap((item) => swaps(bytes, item));
    case 'duplicate-key':
      return items.filter((item) => item.major === 5).flatMap((item) => repeats(bytes, item));
    case 'trailing-bytes':
      return [insert(bytes.length, Uint8Array.of(0x00), bytes.length)];
  }
}

function widenHead(item: LaidItem): Splice[] {
  const width = item.bodyStart - item.start - 1;
  if (width === 8) return [];
  const replacement = head(item.major, item.argument, width === 0 ? 1 : width * 2);
  return [{ start: item.start, length: 1 + width, replacement, offset: item.start }];
}

function openEnded(bytes: Uint8Array, item: LaidItem): Splice {
  const isString = item.major < 4;
  // A string's one chunk keeps its own head; an empty string needs no chunk.
  const content = isString && item.argument === 0n ? item.end : isString ? item.start : item.bodyStart;
  const body = bytes.subarray(content, item.end);
  return replace(item, concat(Uint8Array.of((item.major << 5) | 31), body, Uint8Array.of(0xff)));
}

function isExact(item: LaidItem): boolean {
  return item.argument < BigInt(Number.MAX_SAFE_INTEGER);
}

function asFloat(item: LaidItem): Splice {
  const bytes = new Uint8Array(9);
  bytes[0] = 0xfb;
  new DataView(bytes.buffer).setFloat64(1, item.major === 0 ? Number(item.argument) : -1 - Number(item.argument));
  return replace(item, bytes);
}

/** Arrays of one element around the item, so many that the innermost is the first below the limit. */
function wrap(item: LaidItem): Splice {
  const count = MAX_DEPTH + 1 - item.depth;
  return insert(item.start, new Uint8Array(count).fill(0x81), item.start + count - 1);
}

function swaps(bytes: Uint8Array, map: LaidItem): Splice[] {
  const found: Splice[] = [];
  for (let index = 0; index + 3 < map.children.length; index += 2) {
    const start = map.children[index]!.start;
    const middle = map.children[index + 2]!.start;
    const end = map.children[index + 3]!.end;
    const replacement = concat(bytes.subarray(middle, end), bytes.subarray(start, middle));
    found.push({ start, length: end - start, replacement, offset: start + end - middle });
  }
  return found;
}

function repeats(bytes: Uint8Array, map: LaidItem): Splice[] {
  const found: Splice[] = [];
  const opening = shortestHead(map.major, map.argument + 1n);
  const growth = opening.length - (map.bodyStart - map.start);
  for (let index = 0; index < map.children.length; index += 2) {
    const { start } = map.children[index]!;
    const { end } = map.children[index + 1]!;
    const replacement = concat(opening, bytes.subarray(map.bodyStart, end), bytes.subarray(start, end));
    found.push({ start: map.start, length: end - map.start, replacement, offset: end + growth });
  }
  return found;
}

/** The `at`-th truncation lacks the last `at + 1` bytes. */
function truncate(bytes: Uint8Array, items: LaidItem[], at: number): Spoiled | undefined {
  const length = bytes.length - 1 - at;
  if (length < 0 || at < 0) return undefined;
  const short = items.find((item) => (isContainer(item) ? item.bodyStart : item.end) > length);
  return { bytes: bytes.slice(0, length), offset: short?.start ?? length };
}

function isContainer(item: LaidItem): boolean {
  return item.major === 4 || item.major === 5;
}

function replace(item: LaidItem, replacement: Uint8Array): Splice {
  return { start: item.start, length: item.end - item.start, replacement, offset: item.start };
}

function insert(start: number, replacement: Uint8Array, offset: number): Splice {
  return { start, length: 0, replacement, offset };
}

function shortestHead(major: number, argument: bigint): Uint8Array {
  const width = [0, 1, 2, 4].find((bytes) => argument < (bytes === 0 ? 24n : 1n << BigInt(8 * bytes)));
  return head(major, argument, width ?? 8);
}

function head(major: number, argument: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(1 + width);
  bytes[0] = (major << 5) | (width === 0 ? Number(argument) : 24 + Math.log2(width));
  for (let index = width; index > 0; index -= 1) {
    bytes[index] = Number(argument & 0xffn);
    argument >>= 8n;
  }
  return bytes;
}
