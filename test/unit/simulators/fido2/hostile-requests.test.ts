import { describe, expect, it } from 'vitest';
import type { FidoProfile } from '../../../../simulators/fido2/profile.ts';
import { profileNamed } from '../../../../simulators/fido2/profiles.ts';
import type { DurableState } from '../../../../simulators/fido2/state.ts';
import { decodeDocument } from '../../../../simulators/fido2/state-document.ts';
import { concat } from '../../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CborKey, CborValue } from '../../../../src/codec/cbor/value.ts';
import { clientPinSubCommand as sub } from '../../../../src/ctap2/client-pin.ts';
import { encodeRequest } from '../../../../src/ctap2/commands.ts';
import { pinHash } from '../../../../src/ctap2/pin-uv-auth-protocol.ts';
import { clientDataHash, getAssertion, key, makeCredential, send } from './drive.ts';
import { Platform } from './platform.ts';

const HUGE = 2n ** 60n;
const es256 = new Map<CborKey, CborValue>([
  ['alg', -7],
  ['type', 'public-key'],
]);

function registrationWith(member: number, value: CborValue): Uint8Array {
  const members = new Map<CborKey, CborValue>([
    [0x01, clientDataHash],
    [0x02, new Map([['id', 'example.org']])],
    [0x03, new Map([['id', Uint8Array.of(1)]])],
    [0x04, [es256]],
  ]);
  members.set(member, value);
  if (member === 0x09) members.set(0x08, new Uint8Array(32));
  return concat(Uint8Array.of(0x01), encodeCbor(members));
}

describe('integers of 64 bits', () => {
  it('are an algorithm that nobody has, and the next one is taken', () => {
    const strange = new Map<CborKey, CborValue>([
      ['alg', -HUGE],
      ['type', 'public-key'],
    ]);
    expect(send(key().key, registrationWith(0x04, [strange, es256])).status).toBe(0x00);
    expect(send(key().key, registrationWith(0x04, [strange])).status).toBe(0x26);
  });

  it.each<[string, number, CborValue]>([
    ['a protocol', 0x09, HUGE],
    ['an enterprise attestation', 0x0a, HUGE],
    ['a credProtect level', 0x06, new Map([['credProtect', HUGE]])],
  ])('are of the right type, and %s that does not exist', (_what, member, value) => {
    expect(send(key().key, registrationWith(member, value)).status).toBe(0x02);
  });
});

describe('a key agreement key of another curve', () => {
  it('is an invalid parameter and costs no try', () => {
    const device = key().key;
    const platform = new Platform(device, 2);
    platform.setPin('1234');
    const { keyAgreement } = platform.agree();
    const pinHashEnc = new Uint8Array(32);
    const crv = { ...keyAgreement, crv: 99 };
    const parameters = new Map<CborKey, CborValue>([
      [0x01, 2],
      [0x02, sub.getPinToken],
      [
        0x03,
        new Map<CborKey, CborValue>([
          [1, 2],
          [3, -25],
          [-1, crv.crv],
          [-2, new Uint8Array(32)],
          [-3, new Uint8Array(32)],
        ]),
      ],
      [0x06, pinHashEnc],
    ]);
    expect(send(device, encodeRequest(0x06, encodeCbor(parameters))).status).toBe(0x02);
    expect(platform.tries()).toBe(8);
  });
});

describe('a key that must always verify its user', () => {
  const bogus = { pinUvAuthParam: new Uint8Array(32), pinUvAuthProtocol: 2 };

  it('asks for a PIN first while none is set, whatever the request proves', () => {
    const device = key({ profile: profileNamed('always-uv') }).key;
    expect(makeCredential(device, bogus).status).toBe(0x36);
    expect(getAssertion(device, bogus).status).toBe(0x36);
    new Platform(device, 2).setPin('1234');
    expect(makeCredential(device, bogus).status).toBe(0x33);
    expect(getAssertion(device, bogus).status).toBe(0x33);
  });

  it('asks for no gesture where presence is not wanted', () => {
    const uv = profileNamed('uv');
    const profile: FidoProfile = {
      ...uv,
      versions: ['FIDO_2_0', 'FIDO_2_1'],
      options: { ...uv.options, alwaysUv: true, makeCredUvNotRqd: false },
    };
    const device = key({ profile }).key;
    const made = makeCredential(device, { options: { rk: true } });
    expect(made.waits.map(({ gesture }) => gesture)).toEqual(['verification']);
    const silent = getAssertion(device, { options: { up: false } });
    expect([silent.status, silent.waits]).toEqual([0x00, []]);
    expect(getAssertion(device).waits.map(({ gesture }) => gesture)).toEqual(['verification']);
  });
});

describe('a key of CTAP 2.0', () => {
  const profile = profileNamed('ctap-2.0');

  it('does not know enterprise attestation, and ignores the member', () => {
    expect(send(key({ profile }).key, registrationWith(0x0a, 1)).status).toBe(0x00);
  });

  it('does not know permissions, and ignores them', () => {
    const platform = new Platform(key({ profile }).key, 1);
    platform.setPin('1234');
    const agreed = platform.agree();
    const pinHashEnc = platform.encrypt(agreed, pinHash('1234'));
    const request = { subCommand: sub.getPinToken, keyAgreement: agreed.keyAgreement, pinHashEnc };
    expect(platform.send({ ...request, permissions: 1, rpId: 'example.org' }).status).toBe(0x00);
  });

  it('opens the credential management preview to its one token', () => {
    const preview: FidoProfile = {
      ...profile,
      versions: ['FIDO_2_0', 'FIDO_2_1_PRE'],
      options: { ...profile.options, credentialMgmtPreview: true },
    };
    const device = key({ profile: preview }).key;
    const platform = new Platform(device, 1);
    platform.setPin('1234');
    const { token } = platform.token('1234');
    const parameters = new Map<CborKey, CborValue>([
      [0x01, 1],
      [0x03, 1],
      [0x04, platform.protocol.authenticate(token, Uint8Array.of(1))],
    ]);
    expect(send(device, encodeRequest(0x41, encodeCbor(parameters))).status).toBe(0x00);
  });
});

describe('a user with the longest names that a request holds', () => {
  it.each(['name', 'displayName'] as const)('can be signed in and listed: %s', (member) => {
    const device = key().key;
    const platform = new Platform(device, 2);
    platform.setPin('1234');
    for (const id of [1, 2]) {
      const { token } = platform.token('1234', { permissions: 0x01, rpId: 'a' });
      const request = { rp: { id: 'a' }, options: { rk: true }, ...platform.proof(token, clientDataHash) };
      const user = { id: Uint8Array.of(id), [member]: 'é'.repeat(3700) };
      expect(makeCredential(device, { ...request, user }).status).toBe(0x00);
    }
    const { token } = platform.token('1234', { permissions: 0x02, rpId: 'a' });
    const { status, response } = getAssertion(device, { rpId: 'a', ...platform.proof(token, clientDataHash) });
    expect(status).toBe(0x00);
    expect(response?.user?.[member]).toMatch(/^é{1000,}$/);
    const manager = platform.token('1234', { permissions: 0x04 }).token;
    const { rpIDHash } = platform.manage(manager, 2).response;
    expect(platform.manage(manager, 4, { rpIDHash: rpIDHash! }).status).toBe(0x00);
  });
});

describe('a plug pulled at the last wrong PIN', () => {
  it('leaves no built-in verification as a way round the blocked PIN', () => {
    const saved: DurableState[] = [];
    const store = { load: () => undefined, save: (bytes: Uint8Array) => void saved.push(decodeDocument(bytes)) };
    const device = key({ profile: profileNamed('uv'), store }).key;
    const platform = new Platform(device, 2);
    platform.setPin('1234');
    device.state.durable.pinRetries = 1;
    expect(platform.token('0000').status).toBe(0x32);
    const blocked = saved.filter(({ pinRetries }) => pinRetries === 0);
    expect(blocked.map(({ uvRetries }) => uvRetries)).toEqual(blocked.map(() => 0));
    expect(blocked.length).toBeGreaterThan(0);
    expect(platform.token(undefined, { permissions: 0x01, rpId: 'example.org' }).status).toBe(0x3c);
  });
});

describe('attestationFormatsPreference', () => {
  it.each([
    ['ctap-2.3', ['none'], 'none'],
    ['ctap-2.3', [], 'packed'],
    ['ctap-2.3', ['packed', 'none'], 'packed'],
    ['ctap-2.3', ['tpm'], 'packed'],
    ['ctap-2.1', ['none'], 'packed'],
  ])('of a key of profile %s for %j gives %s', (name, attestationFormatsPreference, fmt) => {
    const device = key({ profile: profileNamed(name) }).key;
    expect(makeCredential(device, { attestationFormatsPreference }).response?.fmt).toBe(fmt);
  });
});
