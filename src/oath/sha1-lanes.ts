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
        search(low: number, high: number, stride: number, groups: number, modulus: number, value: number): number;
      };
    };
    readonly CompileError: new () => Error;
  };
}

const LANES = 4;
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
    const states = new Int32Array(memory.buffer);
    return ({ inner, outer }, { high, low, stride, count, modulus, value }) => {
      states.set(inner, 0);
      states.set(outer, 5);
      const found = search(low, high, stride, Math.ceil(count / LANES), modulus, value);
      return found < count ? found : -1;
    };
  } catch (error) {
    // an engine without vectors, or one that is told to compile nothing
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
