import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../../simulators/fido2/authenticator.ts';
import { soundPolicy } from '../../../../simulators/fido2/policy.ts';
import { ctap21 } from '../../../../simulators/fido2/profile.ts';
import { profileNamed } from '../../../../simulators/fido2/profiles.ts';
import { concat } from '../../../../src/bytes/bytes.ts';
import { decodeAuthenticatorData } from '../../../../src/codec/authenticator-data.ts';
import { encodeDeparting } from '../../../../src/codec/cbor/depart.ts';
import { departureKinds } from '../../../../src/codec/cbor/departure.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CborKey, CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import { ctapCommand, encodeRequest } from '../../../../src/ctap2/commands.ts';
import { getAssertionRequest } from '../../../../src/ctap2/get-assertion.ts';
import { makeCredentialRequest } from '../../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../../src/ctap2/schema.ts';
import { clientDataHash, getAssertion, key, makeCredential, registration, send, usb } from './drive.ts';

const makeBytes = encodeMessage(makeCredentialRequest, registration());
const getBytes = encodeMessage(getAssertionRequest, { rpId: 'example.org', clientDataHash });

describe('the dispatcher', () => {
  const { key: device } = key();
  const status = (...bytes: number[]) => send(device, Uint8Array.from(bytes)).status;

  it('refuses an unknown command, an empty request and one that is too large', () => {
    expect([status(0x03), status(0x05), status(0x40), status(0xff)]).toEqual([0x01, 0x01, 0x01, 0x01]);
    expect(status()).toBe(0x03);
    expect(send(device, new Uint8Array(7610)).status).toBe(0x39);
  });

  it('names the kind of mistake in parameters by the status of the profile', () => {
    const missing = encodeCbor(new Map([[1, clientDataHash]]));
    const mistyped = encodeMessage(makeCredentialRequest, registration());
    const terse = key({ profile: profileNamed('terse') }).key;
    for (const [parameters, plain, curt] of [
      [Uint8Array.of(0xff), 0x12, 0x12],
      [missing, 0x14, 0x02],
      [encodeCbor(new Map<CborKey, CborValue>([[1, new Uint8Array(31)]])), 0x03, 0x02],
      [encodeCbor(new Map<CborKey, CborValue>([[1, true]])), 0x11, 0x12],
      [concat(mistyped, Uint8Array.of(0)), 0x12, 0x12],
    ] as const) {
      const request = encodeRequest(ctapCommand.makeCredential, parameters);
      expect([send(device, request).status, send(terse, request).status]).toEqual([plain, curt]);
    }
  });

  it.each(departureKinds)('refuses the departure %s as invalid CBOR', (kind) => {
    const spoiled = encodeDeparting(
      new Map<CborKey, CborValue>([
        [1, 'example.org'],
        [2, clientDataHash],
        [
          0x63,
          [
            1,
            24,
            [
              true,
              new Map([
                ['a', 1],
                ['b', 2],
              ]),
            ],
          ],
        ],
      ]),
      kind,
    );
    expect(spoiled, kind).toBeDefined();
    expect(send(device, encodeRequest(ctapCommand.getAssertion, spoiled!)).status).toBe(0x12);
  });

  it('answers 0x7F for a mistake of its own', () => {
    const policy = {
      ...soundPolicy,
      rpIdHash: (): Uint8Array => {
        throw new TypeError('a mistake');
      },
    };
    expect(makeCredential(key({ policy }).key).status).toBe(0x7f);
  });

  it('lets an interaction be ended in the middle of a wait', () => {
    const { key: other } = key();
    const interaction = other.ctap2(encodeRequest(ctapCommand.makeCredential, makeBytes), usb);
    expect(interaction.next('granted').done).toBe(false);
    interaction.return(new Uint8Array(0));
    expect(other.state.durable.signCount).toBe(0);
    expect(makeCredential(other).status).toBe(0x00);
  });

  it('hands every answer to the policy before it leaves', () => {
    const policy = { ...soundPolicy, encodeResponse: (command: number) => Uint8Array.of(command) };
    expect(send(key({ policy }).key, Uint8Array.of(0x04)).body).toEqual(Uint8Array.of(0x04));
  });
});

describe('a seeded key', () => {
  const transcript = (seed: string) => {
    const { key: device } = key({ seed });
    return [
      makeCredential(device, { options: { rk: true } }).response,
      makeCredential(device, { pubKeyCredParams: [{ alg: -8, type: 'public-key' }] }).response,
      getAssertion(device).response,
    ];
  };

  it('gives the same bytes for the same seed and others for another', () => {
    expect(transcript('one')).toEqual(transcript('one'));
    expect(transcript('one')).not.toEqual(transcript('two'));
  });
});

describe('an unseeded key', () => {
  it('gives keys and ids that never come twice', () => {
    const { key: device } = key({ keying: { kind: 'system' } });
    const ids = Array.from({ length: 20 }, () => {
      const data = decodeAuthenticatorData(makeCredential(device).response!.authData);
      return data.attestedCredentialData!.credentialPublicKeyBytes.toString();
    });
    expect(new Set(ids).size).toBe(20);
  });

  it('refuses a profile that cannot be', () => {
    const { clock } = key();
    const env = { clock, random: { bytes: (length: number) => sha256(Uint8Array.of(length)).slice(0, length) } };
    expect(() => createAuthenticator({ profile: { ...ctap21, algorithms: [] }, env })).toThrow(RangeError);
  });
});

/** CBOR close to a legal request: every member may be kept, dropped, or be of another kind. */
function nearly(legal: CborMap): fc.Arbitrary<CborMap> {
  const strange: fc.Arbitrary<CborValue> = fc.oneof(
    fc.integer({ min: -300, max: 300 }),
    fc.boolean(),
    fc.string({ maxLength: 8 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.constant(null),
    fc.constant([] as CborValue[]),
    fc.constant<CborValue>([
      new Map<CborKey, CborValue>([
        ['id', new Uint8Array(3)],
        ['type', 'public-key'],
      ]),
    ]),
    fc.constant(
      new Map<CborKey, CborValue>([
        ['rk', true],
        ['uv', true],
      ]),
    ),
    fc.constant(new Map<CborKey, CborValue>([['up', false]])),
    fc.constant(
      new Map<CborKey, CborValue>([
        ['hmac-secret', true],
        ['credProtect', 3],
      ]),
    ),
    fc.constant(
      new Map<CborKey, CborValue>([
        [
          'hmac-secret',
          new Map<CborKey, CborValue>([
            [1, 2],
            [2, new Uint8Array(32)],
          ]),
        ],
      ]),
    ),
  );
  const key: fc.Arbitrary<CborKey> = fc.integer({ min: 1, max: 12 });
  return fc
    .tuple(
      fc.array(fc.tuple(key, strange), { maxLength: 3 }),
      fc.subarray([...legal.keys()], { minLength: legal.size - 1 }),
    )
    .map(([changes, kept]) => new Map([...kept.map((name) => [name, legal.get(name)!] as const), ...changes]));
}

const legalMake: CborMap = new Map<CborKey, CborValue>([
  [1, clientDataHash],
  [2, new Map([['id', 'example.org']])],
  [3, new Map([['id', Uint8Array.of(1)]])],
  [
    4,
    [
      new Map<CborKey, CborValue>([
        ['alg', -8],
        ['type', 'public-key'],
      ]),
    ],
  ],
]);
const legalGet: CborMap = new Map<CborKey, CborValue>([
  [1, 'example.org'],
  [2, clientDataHash],
]);

describe('any bytes', () => {
  const statuses = new Set<number>();
  const answer = (device: ReturnType<typeof key>['key'], request: Uint8Array): void => {
    const { status, waits } = send(device, request, ['granted', 'granted', 'mismatch', 'declined']);
    if (!(status >= 0 && status <= 0x7e))
      throw new Error(`status ${status} for ${Buffer.from(request).toString('hex')}`);
    if (waits.length > 6) throw new Error('waits without end');
    statuses.add(status);
  };

  it('give a status, never an exception or our own mistake: 60,000 inputs', { timeout: 120_000 }, () => {
    const { key: device } = key({ profile: { ...profileNamed('uv'), attestation: 'none' } });
    const random = fc.uint8Array({ maxLength: 80 });
    const commanded = fc
      .tuple(fc.constantFrom(0x01, 0x02, 0x04, 0x06, 0x07, 0x08, 0x0a, 0x0b), random)
      .map(([command, rest]) => encodeRequest(command, rest));
    const near = fc.oneof(
      nearly(legalMake).map((map) => encodeRequest(0x01, encodeCbor(map))),
      nearly(legalGet).map((map) => encodeRequest(0x02, encodeCbor(map))),
    );
    const bent = fc
      .tuple(fc.constantFrom(encodeRequest(0x01, makeBytes), encodeRequest(0x02, getBytes)), fc.nat(), fc.nat(255))
      .map(([whole, at, value]) => whole.with(at % whole.length, value));
    const run = (inputs: fc.Arbitrary<Uint8Array>, numRuns: number): void =>
      fc.assert(
        fc.property(inputs, (request) => answer(device, request)),
        { numRuns },
      );
    run(random, 12_000);
    run(commanded, 18_000);
    run(bent, 15_000);
    run(near, 15_000);
    for (const status of [0x00, 0x01, 0x02, 0x03, 0x11, 0x12, 0x14, 0x2b, 0x2c, 0x2e])
      expect(statuses).toContain(status);
  });
});
