import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/bytes.ts';
import { LengthPrefixedReader, lengthPrefixed } from '../../../src/transport/length-prefixed.ts';

describe('LengthPrefixedReader', () => {
  it('gives the messages that were sent, however the stream was cut', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
    const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(messages, cuts, (sent, lengths) => {
        const stream = concat(...sent.map(lengthPrefixed));
        const reader = new LengthPrefixedReader();
        const received: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const end = at + lengths[turn % lengths.length]!;
          received.push(...reader.push(stream.subarray(at, end)));
          at = end;
        }
        expect(received).toEqual(sent);
      }),
      { seed: 4101 },
    );
  });

  it('refuses a message that no length of two bytes can tell', () => {
    expect(() => lengthPrefixed(new Uint8Array(0x10000))).toThrow(RangeError);
  });
});
