import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cborIntegers, cborValues, departingBytes, everyDeparture } from '../../../../conformance/generators/cbor.ts';
import { arbitraryFor, malformedNeighbours } from '../../../../conformance/generators/from-table.ts';
import {
  distinctUsers,
  foreignCredentialIds,
  names,
  rpIds,
  userIds,
  users,
} from '../../../../conformance/generators/identities.ts';
import { getAssertionRequests, makeCredentialRequests } from '../../../../conformance/generators/requests.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../../src/codec/cbor/decode.ts';
import { departureKinds } from '../../../../src/codec/cbor/departure.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../../src/codec/cbor/tolerant.ts';
import type { CredentialDescriptor } from '../../../../src/ctap2/entities.ts';
import { getAssertionRequest } from '../../../../src/ctap2/get-assertion.ts';
import { decodeGetInfo } from '../../../../src/ctap2/get-info.ts';
import { makeCredentialRequest } from '../../../../src/ctap2/make-credential.ts';
import { decodeMessage, encodeMessage } from '../../../../src/ctap2/schema.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';

const aaguid = new Uint8Array(16);
const factsOf = (members: [number, unknown][]) => ({
  info: decodeGetInfo(
    encodeCbor(new Map<number, never>([[1, ['FIDO_2_1']], [3, aaguid], ...members] as [number, never][])),
  ),
});
const rich = factsOf([
  [4, new Map([['rk', true]])],
  [7, 2],
  [8, 48],
  [
    0x0a,
    [
      new Map<string, unknown>([
        ['alg', -8],
        ['type', 'public-key'],
      ]),
      new Map<string, unknown>([
        ['alg', -7],
        ['type', 'public-key'],
      ]),
    ],
  ],
]);
const poor = factsOf([]);

describe('identities', () => {
  it('make names of at most 64 bytes, with characters of one to four bytes among them', () => {
    const sizes = new Set<number>();
    let longest = 0;
    fc.assert(
      fc.property(names(), (name) => {
        expect(utf8(name).length).toBeGreaterThan(0);
        expect(utf8(name).length).toBeLessThanOrEqual(64);
        for (const character of name) sizes.add(utf8(character).length);
        longest = Math.max(longest, utf8(name).length);
      }),
    );
    expect(longest).toBe(64);
    expect([...sizes].sort()).toEqual([1, 2, 3, 4]);
  });

  it('make user ids of 1 to 64 bytes, both ends reached', () => {
    const lengths = fc.sample(userIds(), { numRuns: 400 }).map((id) => id.length);
    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBe(64);
  });

  it('make users whose ids differ where that is asked for', () => {
    fc.assert(
      fc.property(distinctUsers({ minLength: 2, maxLength: 5 }), (several) => {
        expect(new Set(several.map((user) => toHex(user.id))).size).toBe(several.length);
      }),
    );
  });

  it('make domain names under the one that is given', () => {
    fc.assert(
      fc.property(rpIds('touchstone.example'), (rpId) => {
        expect(rpId).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+touchstone\.example$/);
      }),
    );
  });

  it('keep foreign credential ids within the length that is given', () => {
    const lengths = fc.sample(foreignCredentialIds(20), 200).map((id) => id.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([16, 20]);
  });

  it('shrink to a plain user', () => {
    const found = fc.check(fc.property(users(), () => false));
    expect(found.counterexample).toEqual([{ id: new Uint8Array(1) }]);
  });
});

describe('cbor', () => {
  it('makes values that are their own canonical decoding', () => {
    fc.assert(
      fc.property(cborValues(), (value) => {
        expect(decodeCbor(encodeCbor(value))).toEqual(value);
      }),
    );
  });

  it('makes integers of every length, none of them a bigint that fits a number', () => {
    const widths = new Set<number>();
    fc.assert(
      fc.property(cborIntegers(), (value) => {
        expect(typeof value === 'bigint' && Number.isSafeInteger(Number(value))).toBe(false);
        widths.add(encodeCbor(value).length);
      }),
      { numRuns: 500 },
    );
    expect([...widths].sort()).toEqual([1, 2, 3, 5, 9]);
  });

  it('spoils bytes by exactly the departure that it names', () => {
    fc.assert(
      fc.property(departingBytes(), ({ kind, bytes }) => {
        expect(failure(() => decodeCbor(bytes)).departure).toBe(kind);
      }),
      { numRuns: 500 },
    );
  });

  it('names every departure that a request can have', () => {
    const bytes = encodeMessage(makeCredentialRequest, {
      clientDataHash: new Uint8Array(32),
      rp: { id: 'a.example' },
      user: { id: Uint8Array.of(1) },
      pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
    });
    const kinds = new Set(everyDeparture(decodeTolerant(bytes).value).map((departing) => departing.kind));
    expect([...kinds].sort()).toEqual([...departureKinds].sort());
  });
});

describe('malformedNeighbours', () => {
  const sound = {
    clientDataHash: new Uint8Array(32),
    rp: { id: 'a.example' },
    user: { id: Uint8Array.of(1) },
    pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
  };
  const neighbours = malformedNeighbours(makeCredentialRequest, sound);

  it('says what was done, in words', () => {
    const said = neighbours.map((neighbour) => neighbour.name);
    expect(said).toContain('rp left out');
    expect(said).toContain('rp.id left out');
    expect(said).toContain('rp.id given as a boolean');
    expect(said).toContain('pubKeyCredParams[0].alg given as text');
    expect(said).toContain('clientDataHash given as 31 bytes');
    expect(said).toContain('user.id given as 65 bytes');
    expect(said).toContain('the message given as an array');
    expect(new Set(said).size).toBe(said.length);
  });

  it('stays canonical CBOR, one step away', () => {
    for (const { bytes } of neighbours) expect(decodeTolerant(bytes).departures).toEqual([]);
    expect(new Set(neighbours.map(({ bytes }) => toHex(bytes))).size).toBe(neighbours.length);
  });

  it('touches only members that are there', () => {
    expect(neighbours.some(({ path }) => path.startsWith('options'))).toBe(false);
  });
});

describe('arbitraryFor', () => {
  it('shrinks to the required members alone', () => {
    const found = fc.check(fc.property(arbitraryFor(getAssertionRequest), () => false));
    expect(found.counterexample).toEqual([{ rpId: '', clientDataHash: new Uint8Array(32) }]);
  });
});

describe('makeCredentialRequests', () => {
  it('are sound by their table, for the RP that is given, with an algorithm of the key and lists within its limits', () => {
    fc.assert(
      fc.property(makeCredentialRequests({ facts: rich, rpId: 'a.example' }), (request) => {
        expect(decodeMessage(makeCredentialRequest, encodeMessage(makeCredentialRequest, request))).toEqual(request);
        expect(request.rp.id).toBe('a.example');
        expect(request.pubKeyCredParams.some(({ alg }) => alg === -7 || alg === -8)).toBe(true);
        expect(request.excludeList?.length ?? 1).toBeLessThanOrEqual(2);
        for (const { id } of request.excludeList ?? []) expect(id.length).toBeLessThanOrEqual(48);
      }),
    );
  });

  it('ask for discoverable credentials only where the key can hold them, or where the rule wants them', () => {
    const rks = (choice: Parameters<typeof makeCredentialRequests>[0]) =>
      new Set(fc.sample(makeCredentialRequests(choice), 60).map((request) => request.options?.rk));
    expect(rks({ facts: rich, rpId: 'a' })).toEqual(new Set([undefined, false, true]));
    expect(rks({ facts: poor, rpId: 'a' })).toEqual(new Set([undefined]));
    expect(rks({ facts: poor, rpId: 'a', rk: true })).toEqual(new Set([true]));
  });
});

describe('getAssertionRequests', () => {
  const own: CredentialDescriptor[] = [{ id: Uint8Array.of(1), type: 'public-key' }];

  it('have no allowList unless credentials are given', () => {
    for (const request of fc.sample(getAssertionRequests({ rpId: 'a', up: false }), 20)) {
      expect(request).toMatchObject({ rpId: 'a', options: { up: false } });
      expect('allowList' in request).toBe(false);
    }
  });

  it('name a credential of the key among foreign ones, within its limits', () => {
    fc.assert(
      fc.property(getAssertionRequests({ rpId: 'a', allow: own, facts: rich }), (request) => {
        expect(request.allowList).toContainEqual(own[0]);
        expect(request.allowList!.length).toBeLessThanOrEqual(2);
      }),
    );
  });
});

function failure(run: () => unknown): DecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('expected a DecodeError, received a value');
}
