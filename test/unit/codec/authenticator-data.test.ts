import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import type { AuthenticatorDataParts } from '../../../src/codec/authenticator-data.ts';
import { decodeAuthenticatorData, encodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { coseKeys } from './cose-keys.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const extensions = fc.constantFrom<CborMap>(
  new Map<string, CborValue>([['credProtect', 2]]) as CborMap,
  new Map<string, CborValue>([['hmac-secret', new Uint8Array(48)]]) as CborMap,
);

const parts: fc.Arbitrary<AuthenticatorDataParts> = fc.record(
  {
    rpIdHash: hash,
    signCount: fc.nat({ max: 0xffff_ffff }),
    up: fc.boolean(),
    uv: fc.boolean(),
    be: fc.boolean(),
    bs: fc.boolean(),
    attestedCredentialData: fc.record({
      aaguid: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      credentialId: fc.uint8Array({ maxLength: 300 }),
      credentialPublicKey: coseKeys(),
    }),
    extensions,
  },
  { requiredKeys: ['rpIdHash', 'signCount'] },
);

function failure(bytes: Uint8Array): DecodeError {
  try {
    decodeAuthenticatorData(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('accepted');
}

const rpIdHash = new Uint8Array(32).fill(9);
const attestedCredentialData = {
  aaguid: new Uint8Array(16).fill(8),
  credentialId: new Uint8Array(4).fill(7),
  credentialPublicKey: { kty: 1, alg: -8, crv: 6, x: new Uint8Array(32).fill(6) },
} as const;

describe('decodeAuthenticatorData', () => {
  it('gives back every part that was encoded, and its bytes again', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const bytes = encodeAuthenticatorData(given);
        const data = decodeAuthenticatorData(bytes);
        expect(data).toMatchObject({
          ...given,
          up: given.up === true,
          at: given.attestedCredentialData !== undefined,
          ed: given.extensions !== undefined,
        });
        expect(toHex(encodeAuthenticatorData(data))).toBe(toHex(bytes));
      }),
      { seed: 61, numRuns: 300 },
    );
  });

  it('keeps reserved bits', () => {
    const bytes = encodeAuthenticatorData({ rpIdHash, flags: 0x27, signCount: 1 });
    expect(decodeAuthenticatorData(bytes)).toMatchObject({ flags: 0x27, up: true, uv: true, be: false });
    expect(encodeAuthenticatorData(decodeAuthenticatorData(bytes))).toEqual(bytes);
  });

  it('refuses every shorter beginning of whole data', () => {
    const whole = encodeAuthenticatorData({
      rpIdHash,
      signCount: 1,
      attestedCredentialData,
      extensions: new Map([['credProtect', 2]]),
    });
    for (let length = 0; length < whole.length; length += 1) {
      expect(failure(whole.subarray(0, length))).toMatchObject({ departure: 'truncated' });
    }
  });

  it('refuses bytes that no flag announces', () => {
    const bytes = encodeAuthenticatorData({ rpIdHash, flags: 0x01, signCount: 1, attestedCredentialData });
    expect(failure(bytes)).toMatchObject({ departure: 'trailing-bytes', offset: 37, kind: 'length' });
    const extended = encodeAuthenticatorData({
      rpIdHash,
      flags: 0x41,
      signCount: 1,
      attestedCredentialData,
      extensions: new Map(),
    });
    expect(failure(extended)).toMatchObject({ departure: 'trailing-bytes', offset: extended.length - 1 });
  });

  it('misses what a flag announces', () => {
    for (const flags of [0x40, 0x80, 0xc0]) {
      const error = failure(encodeAuthenticatorData({ rpIdHash, flags, signCount: 1 }));
      expect(error).toMatchObject({ departure: 'truncated', offset: 37 });
    }
  });

  it('refuses extensions that are no map, and names departures by their place in the whole', () => {
    const bytes = encodeAuthenticatorData({ rpIdHash, flags: 0x80, signCount: 1 });
    expect(failure(Uint8Array.of(...bytes, 0x00))).toMatchObject({ kind: 'type', offset: 37 });
    expect(failure(Uint8Array.of(...bytes, 0xbf, 0xff))).toMatchObject({
      departure: 'indefinite-length',
      offset: 37,
      path: 'authenticatorData.extensions',
    });
  });

  it('refuses a key that is none', () => {
    const bytes = encodeAuthenticatorData({
      rpIdHash,
      signCount: 1,
      attestedCredentialData: { ...attestedCredentialData, credentialPublicKeyBytes: Uint8Array.of(0xa1, 0x01, 0x02) },
    });
    expect(failure(bytes)).toMatchObject({
      kind: 'missing',
      path: 'authenticatorData.attestedCredentialData.credentialPublicKey.3',
    });
  });
});

describe('encodeAuthenticatorData', () => {
  it.each<[string, AuthenticatorDataParts]>([
    ['rpIdHash', { rpIdHash: new Uint8Array(31), signCount: 0 }],
    ['signCount', { rpIdHash, signCount: 2 ** 32 }],
    ['signCount', { rpIdHash, signCount: 0.5 }],
    [
      'aaguid',
      { rpIdHash, signCount: 0, attestedCredentialData: { ...attestedCredentialData, aaguid: new Uint8Array(15) } },
    ],
    [
      'credentialId',
      {
        rpIdHash,
        signCount: 0,
        attestedCredentialData: { ...attestedCredentialData, credentialId: new Uint8Array(65_536) },
      },
    ],
  ])('refuses a %s that cannot be written', (name, given) => {
    expect(() => encodeAuthenticatorData(given)).toThrow(RangeError);
    expect(() => encodeAuthenticatorData(given)).toThrow(name);
  });
});
