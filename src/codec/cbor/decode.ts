import { DecodeError } from '../../errors/decode-error.ts';
import { MAX_DEPTH } from './departure.ts';
import { CborReader } from './reader.ts';
import type { CborKey, CborMap, CborValue } from './value.ts';

/** Where the bytes stand within a message, for paths in errors, and how deep maps and arrays may nest (at most 64). */
export interface DecodeOptions {
  path?: string;
  maxDepth?: number;
}

// The quick reader below only says yes or no. What it refuses, the careful reader reads again to name the departure.
const refusal = new Error('refused');

const noBytes = new Uint8Array(0);
let input: Uint8Array = noBytes;
let inputBuffer: ArrayBufferLike = noBytes.buffer;
let inputStart = 0;
let at = 0;
let end = 0;
let deepest = MAX_DEPTH;

/**
 * The value of CTAP2 canonical CBOR (CTAP 2.3 section 8), nothing before or after it. Byte strings are subarrays of the
 * input. Throws `DecodeError` with `departure` and `offset` on anything else.
 */
export function decodeCbor(bytes: Uint8Array, options?: DecodeOptions): CborValue {
  const value = begin(bytes, 0, options);
  const stop = at;
  if (stop < bytes.length) {
    throw new DecodeError(options?.path ?? '', 'nothing after the value', `${bytes.length - stop} bytes more`, {
      offset: stop,
      departure: 'trailing-bytes',
    });
  }
  return value;
}

/** The canonical value that begins at `offset`, and where it ends; what follows is not looked at. Throws `DecodeError`. */
export function decodeCborFirst(
  bytes: Uint8Array,
  offset = 0,
  options?: DecodeOptions,
): { value: CborValue; end: number } {
  return { value: begin(bytes, offset, options), end: at };
}

function begin(bytes: Uint8Array, offset: number, options: DecodeOptions | undefined): CborValue {
  input = bytes;
  inputBuffer = bytes.buffer;
  inputStart = bytes.byteOffset;
  at = offset;
  end = bytes.length;
  deepest = options?.maxDepth === undefined ? MAX_DEPTH : Math.min(options.maxDepth, 64);
  try {
    return read(1);
  } catch (error) {
    if (error !== refusal) throw error;
    return readCarefully(bytes, offset, options?.path ?? '', deepest);
  } finally {
    input = noBytes;
    inputBuffer = noBytes.buffer;
  }
}

function readCarefully(bytes: Uint8Array, offset: number, path: string, maxDepth: number): CborValue {
  const reader = new CborReader(bytes, offset, {
    path,
    maxDepth,
    report: (finding) => {
      const { kind: departure, offset: place } = finding;
      throw new DecodeError(finding.path, finding.expected, finding.received, { offset: place, departure });
    },
  });
  const value = reader.read();
  at = reader.at;
  return value;
}

/** `depth` is the level a map or array here would have. */
function read(depth: number): CborValue {
  if (at >= end) throw refusal;
  const head = input[at++]!;
  let argument = head & 0x1f;
  if (head >= 0xe0) return readSimple(head);
  if (argument > 23) {
    if (argument === 27 && head < 0x40) return readInteger64(head);
    argument = readArgument(argument);
  }
  switch (head >> 5) {
    case 0:
      return argument;
    case 1:
      return -1 - argument;
    case 2:
      return readBytes(argument);
    case 3:
      return readText(argument);
    case 4: {
      if (depth > deepest) throw refusal;
      const values: CborValue[] = [];
      for (let index = 0; index < argument; index += 1) values.push(read(depth + 1));
      return values;
    }
    case 5:
      return readMap(argument, depth);
    default:
      throw refusal;
  }
}

function readMap(count: number, depth: number): CborMap {
  if (depth > deepest) throw refusal;
  const map: CborMap = new Map();
  let before = -1;
  for (let index = 0; index < count; index += 1) {
    const start = at;
    const key = readKey();
    if (before >= 0 && !(input[before]! < input[start]!) && !ascends(before, start)) throw refusal;
    before = start;
    map.set(key, read(depth + 1));
  }
  return map;
}

function readKey(): CborKey {
  if (at >= end) throw refusal;
  const head = input[at]!;
  if (head < 0x18) {
    at += 1;
    return head;
  }
  if (head >= 0x60 && head < 0x78) {
    at += 1;
    return readText(head & 0x1f);
  }
  if (head >= 0x80 && head < 0xe0) throw refusal;
  return read(0) as CborKey; // neither array, map nor tag
}

/** Whether two canonical keys stand in order: bytewise order is that of the standard, and no key begins another. */
function ascends(left: number, right: number): boolean {
  for (; right < at; left += 1, right += 1) {
    const difference = input[right]! - input[left]!;
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function readArgument(info: number): number {
  switch (info) {
    case 24: {
      if (at >= end) throw refusal;
      const value = input[at++]!;
      if (value < 24) throw refusal;
      return value;
    }
    case 25: {
      if (at + 2 > end) throw refusal;
      const value = (input[at]! << 8) | input[at + 1]!;
      at += 2;
      if (value < 0x100) throw refusal;
      return value;
    }
    case 26: {
      if (at + 4 > end) throw refusal;
      const value = readUint32();
      if (value < 0x1_0000) throw refusal;
      return value;
    }
    default:
      // A length of more than 32 bits cannot be there; the careful reader says how it is wrong.
      throw refusal;
  }
}

function readInteger64(head: number): number | bigint {
  if (at + 8 > end) throw refusal;
  const high = readUint32();
  const low = readUint32();
  if (high === 0) throw refusal;
  const argument = (BigInt(high) << 32n) | BigInt(low);
  const value = head < 0x20 ? argument : -1n - argument;
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

function readUint32(): number {
  const value = ((input[at]! << 24) | (input[at + 1]! << 16) | (input[at + 2]! << 8) | input[at + 3]!) >>> 0;
  at += 4;
  return value;
}

function readBytes(length: number): Uint8Array {
  const start = at;
  if (start + length > end) throw refusal;
  at = start + length;
  return new Uint8Array(inputBuffer, inputStart + start, length);
}

function readSimple(head: number): boolean | null {
  if (head === 0xf5) return true;
  if (head === 0xf4) return false;
  if (head === 0xf6) return null;
  throw refusal;
}

// Messages repeat a small vocabulary, so short ASCII strings are kept in slots, beside their bytes.
const SLOT_LENGTH = 32;
const slots: string[] = new Array<string>(1024).fill('');
const slotBytes = new Uint8Array(slots.length * SLOT_LENGTH);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readText(length: number): string {
  const start = at;
  const stop = start + length;
  if (stop > end) throw refusal;
  at = stop;
  if (length === 0) return '';
  if (length >= SLOT_LENGTH) return readLongText(start, stop);
  const source = input;
  const traits = source[start]! | (source[start + (length >> 1)]! << 8) | (source[stop - 1]! << 16) | (length << 24);
  const slot = Math.imul(traits, 0xc2b2_ae35) >>> 22;
  const kept = slots[slot]!;
  if (kept.length === length) {
    const place = slot * SLOT_LENGTH;
    let index = 0;
    while (index < length && slotBytes[place + index] === source[start + index]) index += 1;
    if (index === length) return kept;
  }
  return keepText(start, stop, slot);
}

function keepText(start: number, stop: number, slot: number): string {
  for (let index = start; index < stop; index += 1) if (input[index]! > 0x7f) return readLongText(start, stop);
  const bytes = input.subarray(start, stop);
  const text = String.fromCharCode.apply(null, bytes as unknown as number[]);
  slots[slot] = text;
  slotBytes.set(bytes, slot * SLOT_LENGTH);
  return text;
}

function readLongText(start: number, stop: number): string {
  try {
    return utf8.decode(input.subarray(start, stop));
  } catch (error) {
    if (error instanceof TypeError) throw refusal;
    throw error;
  }
}
