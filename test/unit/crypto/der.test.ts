import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decodeEcdsaDer, encodeEcdsaDer } from '../../../src/crypto/der.ts';

const numbers = fc
  .uint8Array({ minLength: 1, maxLength: 66 })
  .map((bytes) => (bytes.length > 1 && bytes[0] === 0 ? Uint8Array.of(1, ...bytes.subarray(1)) : bytes));

describe('ECDSA DER', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(numbers, numbers, (r, s) => {
        expect(decodeEcdsaDer(encodeEcdsaDer({ r, s }))).toEqual({ r, s });
      }),
    );
  });

  it('writes again what it read, byte for byte, and refuses everything else with a RangeError', () => {
    const sound = encodeEcdsaDer({ r: new Uint8Array(32).fill(0x81), s: new Uint8Array(32).fill(0x12) });
    fc.assert(
      fc.property(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const spoiled = Uint8Array.from(sound);
        spoiled[at] = byte;
        let pair: ReturnType<typeof decodeEcdsaDer>;
        try {
          pair = decodeEcdsaDer(spoiled);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(toHex(encodeEcdsaDer(pair))).toBe(toHex(spoiled));
      }),
      { numRuns: 2_000 },
    );
  });

  it('drops leading zeros when it writes', () => {
    expect(toHex(encodeEcdsaDer({ r: fromHex('000001'), s: fromHex('0080') }))).toBe('300702010102020080');
  });

  it.each([
    ['nothing', ''],
    ['another tag', '310602010102010' + '1'],
    ['a long length where a short one does', '3081060201010201' + '01'],
    ['an indefinite length', '30800201010201010000'],
    ['a padded number', '30070202000102010' + '1'],
    ['a negative number', '3006020181020101'],
    ['an empty number', '30050200020101'],
    ['bytes after the sequence', '300602010102010100'],
    ['bytes after s within the sequence', '300702010102010100'],
    ['a length beyond the end', '300702010102010' + '1'],
    ['only one number', '3003020101'],
  ])('refuses %s', (_words, hex) => {
    expect(() => decodeEcdsaDer(fromHex(hex))).toThrow(RangeError);
  });
});
