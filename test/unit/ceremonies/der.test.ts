import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import {
  bitString,
  boolean,
  context,
  der,
  derNull,
  enumerated,
  integer,
  octetString,
  oid,
  placesWithin,
  sequence,
  time,
  unsigned,
} from '../../../src/ceremonies/der.ts';

describe('der', () => {
  it.each([
    [oid('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
    [oid('2.5.29.19'), '0603551d13'],
    [oid('2.16.840.1.101.3.4.3.17'), '0609608648016503040311'],
    [integer(0), '020100'],
    [integer(127), '02017f'],
    [integer(128), '02020080'],
    [integer(65537), '0203010001'],
    [unsigned(new Uint8Array(0)), '020100'],
    [unsigned(Uint8Array.of(0, 0, 1)), '020101'],
    [boolean(true), '0101ff'],
    [enumerated(2), '0a0102'],
    [derNull(), '0500'],
    [bitString(Uint8Array.of(0x80), 7), '03020780'],
    [time(Date.UTC(2049, 11, 31, 23, 59, 59)), '170d3439313233313233353935395a'],
    [time(Date.UTC(2050, 0, 1)), '180f32303530303130313030303030305a'],
    [context(0), 'a000'],
    [context(600), 'bf845800'],
    [context(31, derNull()), 'bf1f020500'],
  ])('writes %#', (written, hex) => {
    expect(toHex(written)).toBe(hex);
  });

  it('writes lengths in their shortest form, and finds elements again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 4 }), (lengths) => {
        const whole = sequence(...lengths.map((length) => octetString(new Uint8Array(length))));
        const [outer] = placesWithin(whole);
        expect(outer).toMatchObject({ tag: 0x30, at: 0, end: whole.length });
        const inner = placesWithin(whole, outer!.start, outer!.end);
        expect(inner.map(({ start, end }) => end - start)).toEqual(lengths);
        for (const { at, start, end } of inner) {
          const length = end - start;
          const short = length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 5;
          expect(start - at).toBe(short);
        }
      }),
      { seed: 20260102, numRuns: 50 },
    );
  });

  it('concatenates its contents', () => {
    expect(toHex(der(0x31, Uint8Array.of(1), Uint8Array.of(2, 3)))).toBe('3103010203');
  });
});
