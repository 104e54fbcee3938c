import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../../src/bytes/bytes.ts';
import { isWellFormed } from '../../../src/codec/cbor/encode.ts';
import type { CollectedClientData } from '../../../src/codec/client-data.ts';
import { decodeClientData, encodeClientData } from '../../../src/codec/client-data.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 }).filter(isWellFormed);

describe('decodeClientData', () => {
  it('gives back every client data that was encoded', () => {
    const whole = fc.record({ type: text, challenge: text, origin: text, crossOrigin: fc.boolean(), topOrigin: text });
    fc.assert(
      fc.property(whole, (data) => {
        expect(decodeClientData(encodeClientData(data))).toEqual({ ...data, rest: new Map() });
      }),
      { seed: 81, numRuns: 500 },
    );
  });

  it('keeps members it does not know, whatever their name', () => {
    const json = '{"type":"t","challenge":"c","origin":"o","__proto__":{"a":1},"tokenBinding":null}';
    const data = decodeClientData(utf8(json));
    expect([...data.rest]).toEqual([
      ['__proto__', { a: 1 }],
      ['tokenBinding', null],
    ]);
    expect('crossOrigin' in data).toBe(false);
  });

  it('skips a byte order mark', () => {
    const data = decodeClientData(utf8('\ufeff{"type":"t","challenge":"c","origin":"o"}'));
    expect(data.type).toBe('t');
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'syntax'],
    ['no JSON', '{type:1}', 'syntax'],
    ['an array', '[]', 'type'],
    ['null', 'null', 'type'],
    ['text', '"text"', 'type'],
    ['no type', '{"challenge":"c","origin":"o"}', 'missing'],
    ['no challenge', '{"type":"t","origin":"o"}', 'missing'],
    ['no origin', '{"type":"t","challenge":"c"}', 'missing'],
    ['a numeric type', '{"type":1,"challenge":"c","origin":"o"}', 'type'],
    ['a null challenge', '{"type":"t","challenge":null,"origin":"o"}', 'type'],
    ['crossOrigin as text', '{"type":"t","challenge":"c","origin":"o","crossOrigin":"false"}', 'type'],
    ['topOrigin as a number', '{"type":"t","challenge":"c","origin":"o","topOrigin":1}', 'type'],
  ])('refuses %s', (_name, json, kind) => {
    expect(() => decodeClientData(utf8(json))).toThrow(expect.objectContaining({ name: 'DecodeError', kind }));
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0x7d);
    expect(() => decodeClientData(bytes)).toThrow(expect.objectContaining({ departure: 'invalid-utf8' }));
  });

  it('answers nesting without end with a DecodeError', () => {
    expect(() => decodeClientData(utf8('['.repeat(200_000)))).toThrow(DecodeError);
    expect(() => decodeClientData(utf8('{"a":'.repeat(200_000)))).toThrow(DecodeError);
  });
});

describe('encodeClientData', () => {
  it('writes the members in order with the escapes of the standard', () => {
    const data: CollectedClientData = {
      type: 'webauthn.get',
      challenge: 'AA',
      origin: 'a"b\\c\nd\u00e9',
      topOrigin: 'https://example.com',
      rest: new Map([['extra', [1]]]),
    };
    expect(fromUtf8(encodeClientData(data))).toBe(
      '{"type":"webauthn.get","challenge":"AA","origin":"a\\"b\\\\c\\u000ad\u00e9","crossOrigin":false,"topOrigin":"https://example.com","extra":[1]}',
    );
  });
});
