import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { stringSpans } from '../../../../src/codec/cbor/string-spans.ts';
import type { CborValue } from '../../../../src/codec/cbor/value.ts';

const spansOf = (bytes: Uint8Array) =>
  stringSpans(bytes).spans.map(({ path, at, end }) => [path.join('.'), bytes.slice(at, end)]);

/** Values with bytes at known places. */
const strings = fc.array(fc.uint8Array({ minLength: 1, maxLength: 70 }), { maxLength: 6 });

describe('stringSpans', () => {
  it('finds every string, under its path, and no key', () => {
    const map: CborValue = new Map<string | number, CborValue>([
      [1, Uint8Array.of(9, 9)],
      ['user', new Map([['name', 'Ada']])],
      [-2, [Uint8Array.of(7), 5, true]],
    ]);
    expect(spansOf(encodeCbor(map))).toEqual([
      ['1', Uint8Array.of(9, 9)],
      ['-2.[]', Uint8Array.of(7)],
      ['user.name', Uint8Array.from(Buffer.from('Ada'))],
    ]);
  });

  it('finds all byte strings of any array', () => {
    const law = fc.property(strings, (all) => {
      expect(spansOf(encodeCbor(all)).map(([, held]) => held)).toEqual(all);
    });
    fc.assert(law, { seed: 41 });
  });

  it('finds in the beginning of an item what of its strings is there', () => {
    const law = fc.property(strings, fc.nat(200), (all, cut) => {
      const whole = encodeCbor(all);
      const length = Math.min(cut, whole.length);
      const expected = stringSpans(whole)
        .spans.filter(({ at }) => at < length)
        .map((span) => ({ ...span, end: Math.min(span.end, length) }));
      expect(stringSpans(whole.subarray(0, length)).spans).toEqual(expected);
    });
    fc.assert(law, { seed: 42 });
  });

  it('reads indefinite lengths, tags and what is not canonical', () => {
    expect(spansOf(fromHex('9f 5f 41 01 42 0203 ff c1 61 61 58 01 04 ff'))).toEqual([
      ['[]', Uint8Array.of(1)],
      ['[]', Uint8Array.of(2, 3)],
      ['[]', Uint8Array.of(0x61)],
      ['[]', Uint8Array.of(4)],
    ]);
  });

  it('never throws, and stays within the bytes', () => {
    const law = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { spans, end } = stringSpans(bytes);
      expect(end).toBeLessThanOrEqual(bytes.length);
      for (const span of spans) expect(span.at < span.end && span.end <= bytes.length).toBe(true);
    });
    fc.assert(law, { seed: 43, numRuns: 500 });
  });
});
