import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterBytes, type HotpKey, hotpKey, truncate } from '../../../src/oath/hotp.ts';
import { findNearestStep, findStep } from '../../../src/oath/search.ts';
import { compiled, searchLanes } from '../../../src/oath/sha1-lanes.ts';

const secrets = fc.uint8Array({ minLength: 1, maxLength: 80 });
const digits = fc.integer({ min: 6, max: 10 });
const counters = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.integer({ min: 0, max: 2 ** 31 }),
  // around a carry into the upper word
  fc
    .tuple(fc.integer({ min: 1, max: 2 ** 20 }), fc.integer({ min: -90, max: 90 }))
    .map(([at, by]) => at * 2 ** 32 + by),
  fc.integer({ min: Number.MAX_SAFE_INTEGER - 1000, max: Number.MAX_SAFE_INTEGER - 400 }),
);

function truncatedByOpenssl(secret: Uint8Array, counter: number): number {
  return truncate(createHmac('sha1', secret).update(counterBytes(counter)).digest());
}

/** The key with no vectors: what it finds is found one counter after another. */
function oneByOne(key: HotpKey): HotpKey {
  return { hash: key.hash, truncated: key.truncated };
}

/** A key whose codes are few, so that windows are full of them. */
function crowded(values: number): HotpKey {
  return { hash: 'SHA1', truncated: (counter) => (Number(counter) * 7919) % values };
}

describe('the search by vectors', () => {
  it('is there', () => {
    expect(searchLanes()).toBeTypeOf('function');
  });

  it('is what scripts/write-sha1-wasm.mjs writes', () => {
    const script = fileURLToPath(new URL('../../../scripts/write-sha1-wasm.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('finds each of 10,000 codes of createHmac at its own counter, upwards and downwards', () => {
    const search = searchLanes()!;
    fc.assert(
      fc.property(
        secrets,
        counters,
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom(1, -1),
        (secret, counter, at, stride) => {
          const { sha1Pads } = hotpKey(secret);
          const value = truncatedByOpenssl(secret, counter);
          const low = (counter % 2 ** 32) - stride * at;
          fc.pre(low >= 0 && low < 2 ** 32);
          const asked = { high: Math.floor(counter / 2 ** 32), low, stride: stride as 1 | -1, modulus: 2 ** 31, value };
          expect(search(sha1Pads!, { ...asked, count: at + 1 })).toBe(at);
          expect(search(sha1Pads!, { ...asked, count: at })).toBe(-1);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('leaves the field where WebAssembly is missing or has no vectors', () => {
    expect(compiled({})).toBeUndefined();
    class CompileError extends Error {}
    class Module {
      constructor() {
        throw new CompileError('invalid value type');
      }
    }
    const Instance = class {
      exports = { memory: { buffer: new ArrayBuffer(64) }, search: () => -1 };
    };
    expect(compiled({ WebAssembly: { Module, Instance, CompileError } })).toBeUndefined();
  });

  it('hides no other failure', () => {
    class Module {
      constructor() {
        throw new RangeError('no memory');
      }
    }
    const Instance = class {
      exports = { memory: { buffer: new ArrayBuffer(64) }, search: () => -1 };
    };
    expect(() => compiled({ WebAssembly: { Module, Instance, CompileError: class extends Error {} } })).toThrow(
      'no memory',
    );
  });
});

describe('findStep', () => {
  it('finds what one counter after another finds, over every carry', () => {
    fc.assert(
      fc.property(
        secrets,
        counters,
        digits,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: -5, max: 305 }),
        (secret, from, digits, count, at) => {
          const key = hotpKey(secret);
          const value = key.truncated(Math.max(0, from + at)) % 10 ** digits;
          expect(findStep(key, value, digits, from, count)).toBe(findStep(oneByOne(key), value, digits, from, count));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the first of several', () => {
    const key = hotpKey(new Uint8Array(20).fill(9));
    // so many counters, and so few codes: by chance some occur twice
    const seen = new Map<number, number>();
    for (let counter = 0; counter < 4000; counter += 1) {
      const value = key.truncated(counter) % 10 ** 6;
      const first = seen.get(value);
      if (first === undefined) seen.set(value, counter);
      else expect(findStep(key, value, 6, 0, 4000)).toBe(first);
    }
    expect(seen.size).toBeLessThan(4000);
  });

  it('looks at no counter below 0, and at none where there is none', () => {
    const key = hotpKey(new Uint8Array(20));
    const value = key.truncated(0) % 10 ** 6;
    expect(findStep(key, value, 6, -500, 501)).toBe(0);
    expect(findStep(key, value, 6, -500, 500)).toBeUndefined();
    expect(findStep(key, value, 6, 0, 0)).toBeUndefined();
  });

  it('finds no code that no value can give', () => {
    expect(findStep(hotpKey(new Uint8Array(20)), 9_999_999_999, 10, 0, 5000)).toBeUndefined();
  });

  it('says that a counter is beyond its bounds', () => {
    expect(() => findStep(hotpKey(new Uint8Array(20)), 1, 6, Number.MAX_SAFE_INTEGER - 100, 200)).toThrow(RangeError);
  });

  it.each(['SHA256', 'SHA512'] as const)('searches by %s too', (hash) => {
    const key = hotpKey(new Uint8Array(20).fill(3), hash);
    expect(findStep(key, key.truncated(777) % 10 ** 8, 8, 0, 1000)).toBe(777);
  });
});

describe('findNearestStep', () => {
  /** What it should find, by its definition. */
  function nearest(
    key: HotpKey,
    value: number,
    digits: number,
    likely: number,
    first: number,
    last: number,
  ): number | undefined {
    const having: number[] = [];
    for (let step = Math.max(0, first); step <= last; step += 1) {
      if (key.truncated(step) % 10 ** digits === value) having.push(step);
    }
    return having.sort((one, other) => Math.abs(one - likely) - Math.abs(other - likely) || one - other)[0];
  }

  it('finds the nearest of many, the earlier of two as near', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.nat({ max: 399 }),
        fc.integer({ min: -50, max: 2000 }),
        fc.integer({ min: -300, max: 700 }),
        fc.integer({ min: -300, max: 700 }),
        (values, value, likely, back, forward) => {
          const key = crowded(values);
          const bounds = [likely - back, likely + forward] as const;
          expect(findNearestStep(key, value, 6, likely, ...bounds)).toBe(nearest(key, value, 6, likely, ...bounds));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds by vectors what it finds without, within a day each side', () => {
    fc.assert(
      fc.property(secrets, counters, fc.integer({ min: -2900, max: 2900 }), (secret, likely, by) => {
        fc.pre(likely < Number.MAX_SAFE_INTEGER - 10_000);
        const key = hotpKey(secret);
        const value = key.truncated(Math.max(0, likely + by)) % 10 ** 6;
        const bounds = [likely - 2880, likely + 2880] as const;
        const found = findNearestStep(key, value, 6, likely, ...bounds);
        expect(found).toBe(findNearestStep(oneByOne(key), value, 6, likely, ...bounds));
        if (Math.abs(by) <= 2880 && likely + by >= 0)
          expect(Math.abs(found! - likely)).toBeLessThanOrEqual(Math.abs(by));
      }),
      { numRuns: 150 },
    );
  });
});
