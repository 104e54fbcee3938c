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

  const sound = '"type":"t","challenge":"c","origin":"o"';
  it.each<[string, string, string]>([
    ['type', 'type', `{${sound},"type":"t"}`],
    ['an escaped name', 'origin', `{"\\u006frigin":"x",${sound}}`],
    ['a member it does not know', '__proto__', `{${sound},"__proto__":1,"a":{},"__proto__":{"x":1}}`],
    ['a name that needs escapes', 'a"b', `{${sound},"a\\"b":1,"a\\u0022b":2}`],
    ['the empty name', '', `{${sound},"":":","":[]}`],
  ])('tells of %s twice', (_words, name, json) => {
    expect(decodeClientData(utf8(json))).toMatchObject({ repeated: name });
  });

  it('finds a repeated name wherever it stands, and no other repetition', () => {
    const awkward = fc.string({ unit: fc.constantFrom('"', '\\', ':', '{', '}', '[', ']', ',', 'a', '\u00e9') });
    const value = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 4 });
    const members = fc.uniqueArray(fc.tuple(awkward, fc.oneof(awkward, value)), { selector: ([name]) => name });
    fc.assert(
      fc.property(members, fc.nat(), fc.boolean(), (extra, pick, isSpaced) => {
        const written = extra.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`);
        const text = (parts: string[]): Uint8Array => utf8(`{${[sound, ...parts].join(isSpaced ? '\n, ' : ',')}}`);
        expect(decodeClientData(text(written)).rest).toEqual(new Map(JSON.parse(JSON.stringify(extra))));
        if (extra.length === 0) return;
        const again = extra[pick % extra.length]![0];
        const read = decodeClientData(text([...written, `${JSON.stringify(again)} : 0`]));
        expect(read.repeated).toBe(again);
        expect(read.rest.get(again)).toBe(0);
      }),
      { seed: 82, numRuns: 500 },
    );
  });

  it('does not mind the same name on different levels', () => {
    const json = `{${sound},"a":{"type":1,"a":{"a":[{"a":1},{"a":2}]}}}`;
    expect(decodeClientData(utf8(json)).rest.size).toBe(1);
  });

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('refuses a member of 100,000 nested %s', (_words, open, close) => {
    const json = (levels: number): Uint8Array => utf8(`{${sound},"a":${open.repeat(levels)}1${close.repeat(levels)}}`);
    expect(() => decodeClientData(json(100_000))).toThrow(DecodeError);
    expect(() => decodeClientData(json(64))).toThrow(/^clientData: expected at most 64 levels, received 65$/);
    expect(decodeClientData(json(63)).rest.has('a')).toBe(true);
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
