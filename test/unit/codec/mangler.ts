import { concat } from '../../../src/bytes/bytes.ts';
import { layoutOf } from '../../../src/codec/cbor/layout.ts';

/** Numbers below `limit`, the same ones for the same seed. */
export type Dice = (limit: number) => number;

/** A small generator (mulberry32): fast enough for hundreds of thousands of inputs. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** `length` random bytes; half of the time heads that begin small CBOR items. */
export function randomBytes(roll: Dice, length: number): Uint8Array {
  const isPlain = roll(2) === 0;
  return Uint8Array.from({ length }, () => (isPlain ? roll(256) : (roll(8) << 5) | telling[roll(telling.length)]!));
}

const telling = [0, 1, 2, 3, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31];

/** A document and the starts of its CBOR items, where it is one. */
export interface Specimen {
  bytes: Uint8Array;
  heads: number[];
}

/** A specimen whose heads are known because it is canonical CBOR from `start` on. */
export function specimen(bytes: Uint8Array, start = 0): Specimen {
  return { bytes, heads: layoutOf(bytes.subarray(start)).map((item) => item.start + start) };
}

/** A specimen that is not CBOR. */
export function opaque(bytes: Uint8Array): Specimen {
  return { bytes, heads: [] };
}

/** One document spoiled in one to three ways: bits, cuts, splices from another, heads. */
export function mangle(roll: Dice, documents: readonly Specimen[]): Uint8Array {
  const chosen = documents[roll(documents.length)]!;
  let bytes = Uint8Array.from(chosen.bytes);
  for (let times = 1 + roll(3); times > 0; times -= 1) {
    const other = documents[roll(documents.length)]!;
    bytes = Uint8Array.from(spoilOnce(roll, bytes, chosen.heads, other.bytes));
  }
  return bytes;
}

function spoilOnce(roll: Dice, bytes: Uint8Array, heads: number[], other: Uint8Array): Uint8Array {
  const length = bytes.length;
  if (length === 0) return randomBytes(roll, roll(8));
  const place = roll(length);
  switch (roll(9)) {
    case 0:
      bytes[place]! ^= 1 << roll(8);
      return bytes;
    case 1:
      bytes[place] = roll(256);
      return bytes;
    case 2:
      return bytes.subarray(0, place);
    case 3: {
      const from = roll(other.length + 1);
      return concat(bytes.subarray(0, place), other.subarray(from, from + roll(40)), bytes.subarray(place + roll(4)));
    }
    case 4:
      return concat(bytes.subarray(0, place), bytes.subarray(Math.min(length, place + 1 + roll(8))));
    case 5:
      return concat(bytes.subarray(0, place), bytes.subarray(place, place + 1 + roll(30)), bytes.subarray(place));
    case 6: {
      const head = heads.length === 0 ? place : heads[roll(heads.length)]!;
      if (head < length) bytes[head] = (roll(8) << 5) | telling[roll(telling.length)]!;
      return bytes;
    }
    case 7: {
      // a neighbouring length or number
      const head = heads.length === 0 ? place : heads[roll(heads.length)]!;
      if (head < length) bytes[head] = bytes[head]! + (roll(2) === 0 ? 1 : -1);
      return bytes;
    }
    default: {
      const head = heads.length === 0 ? place : Math.min(length, heads[roll(heads.length)]!);
      return concat(bytes.subarray(0, head), randomBytes(roll, 1 + roll(9)), bytes.subarray(head));
    }
  }
}
