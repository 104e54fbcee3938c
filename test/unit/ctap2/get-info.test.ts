import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFor } from '../../../conformance/generators/from-table.ts';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborKey, CborValue } from '../../../src/codec/cbor/value.ts';
import { decodeGetInfo, getInfoResponse, getInfoSince } from '../../../src/ctap2/get-info.ts';
import { getInfoOption, optionOf } from '../../../src/ctap2/options.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';

const aaguid = new Uint8Array(16).fill(7);
const info = (members: [CborKey, CborValue][]): Uint8Array =>
  encodeCbor(new Map<CborKey, CborValue>([[1, ['FIDO_2_0']], [3, aaguid], ...members]));

describe('getInfoResponse', () => {
  it('has the members 0x01 to 0x1F, each with the version that brought it', () => {
    const fields = Object.entries(getInfoResponse.fields);
    expect(fields.map(([, field]) => field.key)).toEqual(Array.from({ length: 0x1f }, (_, index) => index + 1));
    expect(Object.keys(getInfoSince)).toEqual(fields.map(([name]) => name));
  });
});

describe('decodeGetInfo', () => {
  it('applies the defaults of absent members', () => {
    expect(decodeGetInfo(info([]))).toMatchObject({
      extensions: [],
      options: {},
      maxMsgSize: 1024,
      pinUvAuthProtocols: [],
      problems: [],
      departures: [],
    });
  });

  it('reads whatever the strict table reads, to the same values', () => {
    fc.assert(
      fc.property(arbitraryFor(getInfoResponse), (value) => {
        const read = decodeGetInfo(encodeMessage(getInfoResponse, value));
        expect(read).toMatchObject(value);
        expect(read.problems).toEqual([]);
        expect(read.unknown.size).toBe(0);
      }),
    );
  });

  it('keeps members without a number in the table', () => {
    const read = decodeGetInfo(info([[0x63, 1234]]));
    expect([...read.unknown]).toEqual([[0x63, 1234]]);
    expect(read.keys).toEqual([1, 3, 0x63]);
  });

  it('reports a mistyped member and reads the others', () => {
    const read = decodeGetInfo(
      info([
        [4, true],
        [5, 1200],
      ]),
    );
    expect(read.maxMsgSize).toBe(1200);
    expect(read.options).toEqual({});
    expect(read.problems.map(({ path, kind }) => ({ path, kind }))).toEqual([
      { path: 'authenticatorGetInfo.options', kind: 'type' },
    ]);
  });

  it('reports required members that are missing', () => {
    const read = decodeGetInfo(encodeCbor(new Map([[5, 1200]])));
    expect(read.versions).toEqual([]);
    expect(read.problems.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'missing authenticatorGetInfo.versions',
      'missing authenticatorGetInfo.aaguid',
    ]);
  });

  it('reports departures from canonical CBOR', () => {
    const read = decodeGetInfo(fromHex(`a20350${toHex(aaguid)}0180`));
    expect(read.departures.map((departure) => departure.kind)).toEqual(['unsorted-keys']);
    expect(toHex(read.aaguid)).toBe(toHex(aaguid));
  });

  it('reads pinComplexityPolicyURL as bytes and as text', () => {
    for (const url of ['https://a.example', utf8('https://a.example')]) {
      expect(decodeGetInfo(info([[0x1c, url]])).pinComplexityPolicyURL).toEqual(utf8('https://a.example'));
    }
  });

  it('throws a DecodeError, and nothing else, for bytes that cannot be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          decodeGetInfo(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('optionOf', () => {
  it('gives the value that was sent, else the default, else undefined for an unsupported feature', () => {
    expect(optionOf({ options: { rk: true } }, 'rk')).toBe(true);
    expect(optionOf({}, 'rk')).toBe(false);
    expect(optionOf({}, 'up')).toBe(true);
    expect(optionOf({ options: {} }, 'clientPin')).toBeUndefined();
    expect(Object.keys(getInfoOption)).toHaveLength(20);
  });
});
