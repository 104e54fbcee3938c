import { fromBase64 } from '../bytes/base64.ts';
import type { Sha1State } from './sha1-midstate.ts';
import { sha1WasmBase64 } from './sha1-wasm.ts';

/** The states of SHA-1 after the two pads of an HMAC key. */
export interface Sha1Pads {
  readonly inner: Sha1State;
  readonly outer: Sha1State;
}

/** What is looked for: counters `high` × 2^32 + `low` + n × `stride`, which stay within these 2^32. */
export interface LaneSearch {
  readonly high: number;
  readonly low: number;
  readonly stride: 1 | -1;
  readonly count: number;
  /** What the truncated value is divided by, at most 2^31, and what that leaves. */
  readonly modulus: number;
  readonly value: number;
}

/** Searches four counters at a time; the n of the first that has the value, -1 where none has. */
export type SearchLanes = (pads: Sha1Pads, search: LaneSearch) => number;

/** As much of WebAssembly as is used; there are places that have none. */
interface WasmGlobal {
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
    ) => {
      readonly exports: {
        readonly memory: { readonly buffer: ArrayBuffer };
        search(
          start: number,
          high: number,
          stride: number,
          blocks: number,
          modulus: number,
          value: number,
          skip: number,
        ): number;
      };
    };
    readonly CompileError: new () => Error;
  };
}

/** Counters that share a schedule: they differ in the last four bits alone. */
const BLOCK = 16;
const LANES = 4;
const ROUNDS = 80;
/** Where the module looks for what, in words: the states after the pads, what the last bits change, the words of each block. */
const INNER = 0;
const OUTER = 5;
const ROWS = 128;
const INNER_WORDS = 1536;
const OUTER_WORDS = [2048, 2560];

let kept: SearchLanes | 'missing' | undefined;

/** The search of this process, compiled when it is first asked for; undefined where WebAssembly or its vectors are missing. */
export function searchLanes(): SearchLanes | undefined {
  kept ??= compiled(globalThis as WasmGlobal) ?? 'missing';
  return kept === 'missing' ? undefined : kept;
}

/** Whether the search was compiled, so that it costs nothing to ask for. */
export function isCompiled(): boolean {
  return typeof kept === 'function';
}

/** Compiles the search; undefined where there is no WebAssembly, or none with vectors. */
export function compiled({ WebAssembly }: WasmGlobal): SearchLanes | undefined {
  if (WebAssembly === undefined) return undefined;
  try {
    const { memory, search } = new WebAssembly.Instance(new WebAssembly.Module(fromBase64(sha1WasmBase64))).exports;
    const words = new Int32Array(memory.buffer);
    writeRows(words);
    writePadding(words);
    return (pads, { high, low, stride, count, modulus, value }) => {
      words.set(pads.inner, INNER);
      words.set(pads.outer, OUTER);
      const last = low % BLOCK;
      const skip = stride === 1 ? last : BLOCK - 1 - last;
      const found = search(low - stride * skip, high, stride, Math.ceil((skip + count) / BLOCK), modulus, value, skip);
      return found < count ? found : -1;
    };
  } catch (error) {
    // an engine without vectors, or one that is told to compile nothing
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/** What the last four bits of a counter change of the schedule, which is linear: a row a round, four lanes in it. */
function writeRows(words: Int32Array): void {
  const schedule = new Int32Array(ROUNDS);
  for (let bits = 0; bits < BLOCK; bits += 1) {
    schedule.fill(0);
    schedule[1] = bits;
    for (let round = 16; round < ROUNDS; round += 1) {
      const mixed = schedule[round - 3]! ^ schedule[round - 8]! ^ schedule[round - 14]! ^ schedule[round - 16]!;
      schedule[round] = (mixed << 1) | (mixed >>> 31);
    }
    const vector = ROWS + Math.floor(bits / LANES) * ROUNDS * LANES + (bits % LANES);
    for (const [round, word] of schedule.entries()) words[vector + round * LANES] = word;
  }
}

/** The padding of both blocks: a bit, zeros, and the length in bits of a block of pad and what follows it. */
function writePadding(words: Int32Array): void {
  words[INNER_WORDS + 2 * LANES] = 0x8000_0000;
  words[INNER_WORDS + 15 * LANES] = (64 + 8) * 8;
  for (const at of OUTER_WORDS) {
    words.fill(0x8000_0000, at + 5 * LANES, at + 6 * LANES);
    words.fill((64 + 20) * 8, at + 15 * LANES, at + 16 * LANES);
  }
}
