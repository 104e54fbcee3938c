import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFor, malformedNeighbours } from '../../../conformance/generators/from-table.ts';
import { concat } from '../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { clientPinRequest } from '../../../src/ctap2/client-pin.ts';
import { credentialManagementRequest } from '../../../src/ctap2/credential-management.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { commandTables } from '../../../src/ctap2/messages.ts';
import {
  arrayOf,
  bytes,
  decodeMessage,
  encodeMessage,
  type Fields,
  int,
  type Message,
  mapOf,
  memberBytes,
  message,
  optional,
  recordOf,
  required,
  text,
  uint,
  uint64,
} from '../../../src/ctap2/schema.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';

/** Every table once: `name`, table. */
const tables = [
  ...new Map(
    [...commandTables.values()]
      .flatMap(({ request, response }) => [request, response])
      .filter((table) => table !== undefined)
      .map((table) => [table.name, table]),
  ),
];

const request = {
  clientDataHash: new Uint8Array(32),
  rp: { id: 'example.com' },
  user: { id: Uint8Array.of(1), name: 'a' },
  pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
  options: { rk: true },
};

describe('decodeMessage', () => {
  const cases: [string, (map: CborMap) => unknown, Partial<DecodeError>][] = [
    [
      'a required member that is missing',
      (map) => map.delete(2),
      { kind: 'missing', path: 'authenticatorMakeCredential.rp' },
    ],
    [
      'a nested member that is missing',
      (map) => map.set(2, new Map()),
      { kind: 'type', path: 'authenticatorMakeCredential.rp.id' },
    ],
    [
      'a member of another type',
      (map) => map.set(2, true),
      { kind: 'type', path: 'authenticatorMakeCredential.rp', received: 'the boolean true' },
    ],
    [
      'a nested member of another type',
      (map) => map.set(2, new Map([['id', 1]])),
      { kind: 'type', path: 'authenticatorMakeCredential.rp.id' },
    ],
    [
      'an element of another type',
      (map) => map.set(4, [new Map([['alg', 'x']])]),
      { kind: 'type', path: 'authenticatorMakeCredential.pubKeyCredParams[0].alg' },
    ],
    [
      'a byte string of another length',
      (map) => map.set(1, new Uint8Array(31)),
      {
        kind: 'length',
        path: 'authenticatorMakeCredential.clientDataHash',
        expected: '32 bytes',
        received: '31 bytes',
      },
    ],
    [
      'an integer beyond 2^53',
      (map) => map.set(9, 2n ** 60n),
      { kind: 'value', path: 'authenticatorMakeCredential.pinUvAuthProtocol' },
    ],
    [
      'a negative integer for an unsigned one',
      (map) => map.set(9, -1),
      { kind: 'type', path: 'authenticatorMakeCredential.pinUvAuthProtocol' },
    ],
  ];
  it.each(cases)('names %s', (_words, spoil, expected) => {
    const map = decodeCbor(encodeMessage(makeCredentialRequest, request)) as CborMap;
    spoil(map);
    expect(failure(() => decodeMessage(makeCredentialRequest, encodeCbor(map)))).toMatchObject(expected);
  });

  it('says place, expectation and finding in one line', () => {
    const short = encodeMessage(makeCredentialRequest, { ...request, clientDataHash: new Uint8Array(31) });
    expect(failure(() => decodeMessage(makeCredentialRequest, short)).message).toBe(
      'authenticatorMakeCredential.clientDataHash: expected 32 bytes, received 31 bytes',
    );
  });

  it('ignores keys that its table does not know, nested ones too', () => {
    const map = decodeCbor(encodeMessage(makeCredentialRequest, request)) as CborMap;
    map.set(0x63, 'new').set(-1, 1).set('text', null);
    (map.get(2) as CborMap).set('icon', true);
    expect(decodeMessage(makeCredentialRequest, encodeCbor(map))).toEqual(request);
  });

  it.each([
    ['bytes after the map', 'a10201' + '00'],
    ['unsorted keys', 'a202010101'],
    ['a duplicate key', 'a202010201'],
    ['a long integer', 'a1021801'],
    ['nothing', ''],
  ])('calls %s a syntax failure', (_words, hex) => {
    expect(failure(() => decodeMessage(clientPinRequest, fromHex(hex))).kind).toBe('syntax');
  });

  it('calls anything but a map a type failure', () => {
    expect(failure(() => decodeMessage(clientPinRequest, fromHex('80')))).toMatchObject({
      kind: 'type',
      path: 'authenticatorClientPIN',
    });
  });

  it('calls a label missing from a COSE_Key a type failure', () => {
    const map: CborMap = new Map<number, CborMap | number>([
      [2, 2],
      [
        3,
        new Map([
          [1, 2],
          [3, -25],
        ]),
      ],
    ]);
    expect(failure(() => decodeMessage(clientPinRequest, encodeCbor(map)))).toMatchObject({ kind: 'type' });
  });
});

describe('the kinds of value', () => {
  const table = message('table', {
    signed: optional(1, int()),
    wide: optional(2, uint64()),
    small: optional(3, uint()),
    bounded: optional(4, bytes({ min: 2, max: 3 })),
    record: optional(5, recordOf(uint())),
    list: optional(6, arrayOf(mapOf({ inner: required(-1, text()) }))),
  });

  it('keep integers of 64 bits whole', () => {
    const value = { signed: -5, wide: 2n ** 64n - 1n, small: Number.MAX_SAFE_INTEGER };
    expect(decodeMessage(table, encodeMessage(table, value))).toEqual(value);
  });

  it('read a record with any text keys, __proto__ among them', () => {
    const map: CborMap = new Map([
      [
        5,
        new Map([
          ['__proto__', 1],
          ['b', 2],
        ]),
      ],
    ]);
    const { record } = decodeMessage(table, encodeCbor(map));
    expect(Object.entries(record!).sort()).toEqual([
      ['__proto__', 1],
      ['b', 2],
    ]);
    expect(failure(() => decodeMessage(table, encodeCbor(new Map([[5, new Map([[1, 1]])]]))))).toMatchObject({
      kind: 'type',
      path: 'table.record',
    });
  });

  it('hold byte strings to both bounds', () => {
    for (const length of [1, 4]) {
      expect(failure(() => decodeMessage(table, encodeCbor(new Map([[4, new Uint8Array(length)]]))))).toMatchObject({
        kind: 'length',
        expected: '2 to 3 bytes',
      });
    }
  });

  it('leave out members that are undefined', () => {
    expect(toHex(encodeMessage(table, { signed: 1, ...({ small: undefined } as object) }))).toBe('a10101');
  });
});

describe('memberBytes', () => {
  it('gives subCommandParams as they came, unknown keys included, and nothing where they are absent', () => {
    const came = fromHex(`a2010a02a2010b0863${toHex(new TextEncoder().encode('abc'))}`);
    expect(toHex(memberBytes(credentialManagementRequest, came, 'subCommandParams')!)).toBe('a2010b0863616263');
    expect(memberBytes(credentialManagementRequest, fromHex('a10101'), 'subCommandParams')).toBeUndefined();
  });
});

describe.each(tables)('the table of %s', (_name, table) => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(arbitraryFor(table), (value) => {
        expect(decodeMessage(table, encodeMessage(table, value))).toEqual(value);
      }),
    );
  });

  it('writes canonical bytes: strict decoding and encoding gives them again', () => {
    fc.assert(
      fc.property(arbitraryFor(table), (value) => {
        const bytes = encodeMessage(table, value);
        expect(toHex(encodeCbor(decodeCbor(bytes)))).toBe(toHex(bytes));
      }),
    );
  });

  it('refuses each malformed neighbour of a sound message by its name', () => {
    fc.assert(
      fc.property(arbitraryFor(table), (value) => {
        for (const neighbour of malformedNeighbours(table, value)) {
          const refusal = failure(() => decodeMessage(table, neighbour.bytes), neighbour.name);
          expect(`${neighbour.name}: ${refusal.kind}`).toBe(`${neighbour.name}: ${neighbour.kind}`);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('gives a value or a DecodeError for any bytes', () => {
    fc.assert(
      fc.property(spoiledMessages(table), (bytes) => valueOrDecodeError(table, bytes)),
      { numRuns: 4_000 },
    );
  });
});

describe('all tables', () => {
  it('write keys that are unique within each map', () => {
    for (const [, table] of tables) {
      const keys = Object.values(table.fields).map((field) => field.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('decode a getAssertion request without touching its input', () => {
    const bytes = encodeMessage(getAssertionRequest, { rpId: 'example.com', clientDataHash: new Uint8Array(32) });
    const before = toHex(bytes);
    decodeMessage(getAssertionRequest, bytes);
    expect(toHex(bytes)).toBe(before);
  });
});

/** Random bytes, and sound messages with a few bytes overwritten, cut off or put in. */
function spoiledMessages(table: Message<Fields>): fc.Arbitrary<Uint8Array> {
  const spoiled = fc
    .tuple(
      arbitraryFor(table),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom('set', 'insert', 'cut')), { maxLength: 3 }),
    )
    .map(([value, steps]) =>
      steps.reduce(
        (bytes: Uint8Array, [place, byte, how]) => {
          const at = place % (bytes.length + 1);
          if (how === 'cut') return bytes.slice(0, at);
          return concat(bytes.subarray(0, at), Uint8Array.of(byte), bytes.subarray(how === 'set' ? at + 1 : at));
        },
        encodeMessage(table, value),
      ),
    );
  return fc.oneof(fc.uint8Array({ maxLength: 60 }), { weight: 3, arbitrary: spoiled });
}

function valueOrDecodeError(table: Message<Fields>, bytes: Uint8Array): void {
  try {
    decodeMessage(table, bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (!error.path.startsWith(table.name))
      throw new Error(`expected a path within ${table.name}, received ${error.path}`);
  }
}

function failure(run: () => unknown, words = 'bad input'): DecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error(`expected a DecodeError for ${words}, received a value`);
}
