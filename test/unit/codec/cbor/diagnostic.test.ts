import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../../../src/codec/cbor/diagnostic.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';

describe('diagnostic', () => {
  it("writes a value in people's notation", () => {
    const value = new Map<number | string, CborValue>([
      [1, Uint8Array.of(0)],
      ['rk', true],
      [-2, [null, 'a"b', 18_446_744_073_709_551_615n, new Map()]],
    ]) as CborMap;
    expect(diagnostic(value)).toBe(`{1: h'00', "rk": true, -2: [null, "a\\"b", 18446744073709551615, {}]}`);
  });
});
