import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../../src/bytes/hex.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import {
  chainApdu,
  encodeApdu,
  encodeResponse,
  parseApdu,
  parseResponse,
} from '../../../../src/transport/card/apdu.ts';

const byte = fc.nat(255);
const header = { cla: byte, ins: byte, p1: byte, p2: byte };
const short = fc.record({
  ...header,
  data: fc.uint8Array({ maxLength: 255, size: 'max' }),
  le: fc.option(fc.integer({ min: 1, max: 256 }), { nil: undefined }),
});
const extended = fc.record({
  ...header,
  data: fc.uint8Array({ maxLength: 3000, size: 'max' }),
  le: fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
});

describe('parseApdu', () => {
  it('gives back every command in short form', () => {
    fc.assert(
      fc.property(short, (parts) => {
        expect(parseApdu(encodeApdu(parts, 'short'))).toEqual({ ...parts, form: 'short' });
      }),
    );
  });

  it('gives back every command in extended form; one without lengths counts as short', () => {
    fc.assert(
      fc.property(extended, (parts) => {
        const form = parts.data.length === 0 && parts.le === undefined ? 'short' : 'extended';
        expect(parseApdu(encodeApdu(parts, 'extended'))).toEqual({ ...parts, form });
      }),
    );
  });

  it('takes any bytes apart or gives a DecodeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (bytes) => {
        try {
          const apdu = parseApdu(bytes);
          expect(toHex(encodeApdu(apdu, apdu.form))).toBe(toHex(bytes));
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          expect(error.kind).toBe('length');
        }
      }),
    );
  });

  it.each([
    ['801000', 'expected at least 4 bytes, received 3 bytes'],
    ['8010000003aa', 'expected 8 or 9 bytes for Lc 3, received 6 bytes'],
    ['801000000000', 'expected an extended length of two bytes, received 6 bytes'],
    ['80100000000003aa', 'expected 10 or 12 bytes for an extended Lc 3 above 0, received 8 bytes'],
  ])('says what is wrong with %s', (bytes, message) => {
    expect(() => parseApdu(fromHex(bytes))).toThrow(`apdu: ${message}`);
  });
});

describe('encodeApdu', () => {
  it('writes the cases of ISO 7816-4 as they stand in the standard', () => {
    const parts = { cla: 0x00, ins: 0xa4, p1: 4, data: fromHex('a0000006472f0001') };
    expect(toHex(encodeApdu({ ...parts, le: 256 }, 'short'))).toBe('00a4040008a0000006472f000100');
    expect(toHex(encodeApdu({ ...parts, le: 65_536 }, 'extended'))).toBe('00a40400000008a0000006472f00010000');
    expect(toHex(encodeApdu({ cla: 0, ins: 3, le: 65_536 }, 'extended'))).toBe('00030000000000');
  });

  it('refuses what the form cannot hold', () => {
    expect(() => encodeApdu({ cla: 0, ins: 0, data: new Uint8Array(256) }, 'short')).toThrow(/at most 255 bytes/);
    expect(() => encodeApdu({ cla: 0, ins: 0, le: 257 }, 'short')).toThrow(/expected 1 to 256/);
    expect(() => chainApdu({ cla: 0, ins: 0 }, 256)).toThrow(RangeError);
  });
});

describe('chainApdu', () => {
  it('cuts the data into parts that add up, all but the last with the chaining bit', () => {
    fc.assert(
      fc.property(extended, fc.integer({ min: 1, max: 255 }), ({ le: _le, ...parts }, chunkLength) => {
        const chain = chainApdu({ ...parts, cla: 0x80, le: 256 }, chunkLength).map(parseApdu);
        expect(concat(...chain.map(({ data }) => data))).toEqual(parts.data);
        expect(chain.map(({ cla }) => cla)).toEqual([...chain.slice(1).map(() => 0x90), 0x80]);
        expect(chain.at(-1)?.le).toBe(256);
      }),
    );
  });
});

describe('parseResponse', () => {
  it('gives back every response and refuses less than two bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(0xffff), (data, sw) => {
        expect(parseResponse(encodeResponse(data, sw))).toEqual({ data, sw });
      }),
    );
    expect(() => parseResponse(Uint8Array.of(0x90))).toThrow('response: expected at least 2 bytes, received 1 bytes');
  });
});
