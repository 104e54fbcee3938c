import { describe, expect, it } from 'vitest';
import { ctap21 } from '../../../../../simulators/fido2/profile.ts';
import { profileNamed } from '../../../../../simulators/fido2/profiles.ts';
import { concat } from '../../../../../src/bytes/bytes.ts';
import { decodeAuthenticatorData } from '../../../../../src/codec/authenticator-data.ts';
import { sha256 } from '../../../../../src/crypto/hash.ts';
import { verifyKeyFromCose } from '../../../../../src/crypto/verify-key.ts';
import { clientDataHash, getAssertion, key, makeCredential, withToken } from '../drive.ts';

const params = (...algs: number[]) => algs.map((alg) => ({ alg, type: 'public-key' }));
const resident = { options: { rk: true } };
const user = (id: number) => ({ id: Uint8Array.of(id), name: `user ${id}` });

describe('authenticatorMakeCredential', () => {
  it('makes a credential whose authenticator data names the relying party, the AAGUID and the key', () => {
    const { key: device } = key();
    const { status, response, waits } = makeCredential(device);
    expect(status).toBe(0x00);
    const data = decodeAuthenticatorData(response!.authData);
    expect(data.rpIdHash).toEqual(sha256(new TextEncoder().encode('example.org')));
    expect(data.flags).toBe(0x41);
    expect(data.attestedCredentialData?.aaguid).toEqual(ctap21.aaguid);
    expect(data.attestedCredentialData?.credentialPublicKey.alg).toBe(-7);
    expect(waits).toEqual([{ gesture: 'touch', timeoutMs: 30_000 }]);
  });

  it.each([
    [-7, 'self'],
    [-8, 'self'],
  ] as const)('attests itself with algorithm %i', (alg, attestation) => {
    const { key: device } = key({ profile: { ...ctap21, attestation } });
    const { response } = makeCredential(device, { pubKeyCredParams: params(alg) });
    const { fmt, authData, attStmt } = response!;
    expect([fmt, attStmt?.get('alg'), attStmt?.has('x5c')]).toEqual(['packed', alg, false]);
    const publicKey = decodeAuthenticatorData(authData).attestedCredentialData!.credentialPublicKey;
    const signature = attStmt?.get('sig') as Uint8Array;
    expect(verifyKeyFromCose(publicKey).verify(concat(authData, clientDataHash), signature)).toBe(true);
  });

  it('takes the first algorithm of the request that it has, and refuses a request with none', () => {
    const { key: device } = key();
    const algOf = (algs: number[]) =>
      decodeAuthenticatorData(makeCredential(device, { pubKeyCredParams: params(...algs) }).response!.authData)
        .attestedCredentialData!.credentialPublicKey.alg;
    expect(algOf([-257, -8, -7])).toBe(-8);
    expect(algOf([-7, -8])).toBe(-7);
    expect(makeCredential(device, { pubKeyCredParams: params(-257) }).status).toBe(0x26);
    expect(makeCredential(device, { pubKeyCredParams: [{ alg: -7, type: 'password' }] }).status).toBe(0x26);
  });

  it.each([
    ['declined', 0x27],
    ['timeout', 0x2f],
    ['cancelled', 0x2d],
  ] as const)('answers a touch that is %s', (outcome, status) => {
    const { key: device } = key();
    expect(makeCredential(device, resident, outcome).status).toBe(status);
    expect(device.state.durable.credentials).toHaveLength(0);
  });

  it('refuses up false, uv without built-in verification, and rk where nothing is kept', () => {
    const { key: device } = key();
    expect(makeCredential(device, { options: { up: false } }).status).toBe(0x2c);
    expect(makeCredential(device, { options: { uv: true } }).status).toBe(0x2c);
    expect(makeCredential(key({ profile: profileNamed('no-resident') }).key, resident).status).toBe(0x2b);
    expect(makeCredential(device, { enterpriseAttestation: 1 }).status).toBe(0x02);
    expect(makeCredential(device, { rp: { id: '' } }).status).toBe(0x02);
  });

  it('answers an empty pinUvAuthParam after a touch: no PIN set, or PIN invalid', () => {
    const { key: device } = key();
    const empty = { pinUvAuthParam: new Uint8Array(0) };
    expect(makeCredential(device, empty)).toMatchObject({ status: 0x35, waits: [{ gesture: 'touch' }] });
    device.state.durable.pin = { hash: new Uint8Array(16), codePoints: 4 };
    expect(makeCredential(device, empty).status).toBe(0x31);
    expect(makeCredential(device, empty, 'declined').status).toBe(0x27);
  });

  it('looks at the protocol before all else', () => {
    const { key: device } = key();
    const broken = { pinUvAuthParam: new Uint8Array(16), pubKeyCredParams: params(-257) };
    expect(makeCredential(device, broken).status).toBe(0x14);
    expect(makeCredential(device, { ...broken, pinUvAuthProtocol: 3 }).status).toBe(0x02);
    expect(makeCredential(device, { ...broken, pinUvAuthProtocol: 2 }).status).toBe(0x26);
  });

  it('wants verification of a protected key for a discoverable credential, and for others unless it need not', () => {
    const { key: device } = key();
    device.state.durable.pin = { hash: new Uint8Array(16), codePoints: 4 };
    expect(makeCredential(device, resident).status).toBe(0x36);
    expect(makeCredential(device).status).toBe(0x00);
    const strict = key({ profile: profileNamed('uv-required') }).key;
    expect(makeCredential(strict).status).toBe(0x00);
    strict.state.durable.pin = { hash: new Uint8Array(16), codePoints: 4 };
    expect(makeCredential(strict).status).toBe(0x36);
    expect(makeCredential(key({ profile: profileNamed('always-uv') }).key).status).toBe(0x36);
  });

  it('sets UV for a token with the permission, once, and binds it', () => {
    const { key: device, clock } = key();
    const proof = withToken(device, clock, 0x01);
    const { status, response } = makeCredential(device, { ...proof, ...resident });
    expect(status).toBe(0x00);
    expect(decodeAuthenticatorData(response!.authData).uv).toBe(true);
    expect(device.state.powered.tokenUse).toMatchObject({ permissions: 0, rpId: 'example.org', userVerified: false });
    expect(makeCredential(device, { ...proof, ...resident }).status).toBe(0x33);
  });

  it('refuses a token of another permission, relying party or key', () => {
    const { key: device, clock } = key();
    expect(makeCredential(device, withToken(device, clock, 0x02)).status).toBe(0x33);
    expect(makeCredential(device, withToken(device, clock, 0x01, clientDataHash, 'other.org')).status).toBe(0x33);
    expect(makeCredential(device, withToken(device, clock, 0x01, Uint8Array.of(0))).status).toBe(0x33);
  });

  it('refuses an excluded credential of its own after a touch, whatever the touch says', () => {
    const { key: device } = key();
    const made = makeCredential(device).response!;
    const { credentialId } = decodeAuthenticatorData(made.authData).attestedCredentialData!;
    const excludeList = [
      { id: new Uint8Array(7), type: 'public-key' },
      { id: credentialId, type: 'public-key' },
    ];
    const refused = makeCredential(device, { excludeList });
    expect(refused).toMatchObject({ status: 0x19, waits: [{ gesture: 'touch' }] });
    expect(makeCredential(device, { excludeList }, 'declined').status).toBe(0x19);
    expect(makeCredential(device, { excludeList }, 'cancelled').status).toBe(0x2d);
    expect(makeCredential(device, { excludeList, rp: { id: 'other.org' } }).status).toBe(0x00);
    expect(makeCredential(device, { excludeList: [{ id: credentialId, type: 'unknown' }] }).status).toBe(0x00);
  });

  it('does not see an excluded credential of credProtect 3 without verification', () => {
    const { key: device, clock } = key();
    const made = makeCredential(device, { extensions: new Map([['credProtect', 3]]) }).response!;
    const { credentialId } = decodeAuthenticatorData(made.authData).attestedCredentialData!;
    const excludeList = [{ id: credentialId, type: 'public-key' }];
    expect(makeCredential(device, { excludeList }).status).toBe(0x00);
    expect(makeCredential(device, { excludeList, ...withToken(device, clock, 0x01) }).status).toBe(0x19);
  });

  it('refuses a list that is longer than it says', () => {
    const { key: device } = key();
    const excludeList = Array.from({ length: 17 }, (_, index) => ({ id: Uint8Array.of(index), type: 'public-key' }));
    expect(makeCredential(device, { excludeList }).status).toBe(0x15);
    expect(makeCredential(device, { excludeList: excludeList.slice(1) }).status).toBe(0x00);
  });

  it('gives extension outputs for what was asked and known, and refuses a level that does not exist', () => {
    const { key: device } = key();
    const outputs = (asked: [string, number | boolean][]) =>
      decodeAuthenticatorData(makeCredential(device, { extensions: new Map(asked) }).response!.authData).extensions;
    expect(
      outputs([
        ['credProtect', 2],
        ['hmac-secret', true],
        ['other', 1],
      ]),
    ).toEqual(
      new Map<string, number | boolean>([
        ['credProtect', 2],
        ['hmac-secret', true],
      ]),
    );
    expect(outputs([['other', 1]])).toBeUndefined();
    expect(makeCredential(device, { extensions: new Map([['credProtect', 4]]) }).status).toBe(0x02);
    expect(makeCredential(device, { extensions: new Map([['credProtect', 'x']]) }).status).toBe(0x11);
  });

  it('overwrites the discoverable credential of the same user and refuses when it is full', () => {
    const { key: device } = key({ profile: { ...ctap21, maxResidentCredentials: 2 } });
    for (const id of [1, 2, 1, 2]) expect(makeCredential(device, { ...resident, user: user(id) }).status).toBe(0x00);
    expect(device.state.durable.credentials.map((each) => each.resident.user.id[0])).toEqual([1, 2]);
    expect(makeCredential(device, { ...resident, user: user(3) }).status).toBe(0x28);
    expect(makeCredential(device, { user: user(3) }).status).toBe(0x00);
    expect(new Set(device.state.durable.credentials.map((each) => each.resident.serial))).toEqual(new Set([2, 3]));
  });

  it('verifies the user itself, counting what does not match, and needs no touch after it', () => {
    const { key: device } = key({ profile: profileNamed('uv') });
    const uv = { options: { uv: true } };
    const made = makeCredential(device, uv, ['mismatch', 'granted']);
    expect(decodeAuthenticatorData(made.response!.authData).flags).toBe(0x45);
    expect(made.waits.map(({ gesture }) => gesture)).toEqual(['verification', 'verification']);
    expect(device.state.durable.uvRetries).toBe(5);
    expect(makeCredential(device, uv, 'mismatch').status).toBe(0x27);
    expect(device.state.durable.uvRetries).toBe(2);
    expect(makeCredential(device, uv, 'mismatch')).toMatchObject({ status: 0x32, waits: [{}, {}] });
    expect(makeCredential(device, uv)).toMatchObject({ status: 0x32, waits: [] });
    expect(makeCredential(key({ profile: profileNamed('uv') }).key, uv, 'timeout').status).toBe(0x2f);
  });

  it('keeps names whole, or cut at a character', () => {
    const name = 'ä'.repeat(40);
    for (const [profile, kept] of [
      ['ctap-2.1', name],
      ['terse', 'ä'.repeat(32)],
    ] as const) {
      const { key: device } = key({ profile: profileNamed(profile) });
      makeCredential(device, { ...resident, user: { id: Uint8Array.of(1), name } });
      expect(device.state.durable.credentials[0]?.resident.user.name).toBe(kept);
    }
  });

  it('counts a registration on a key with one counter', () => {
    const { key: device } = key();
    const count = () => decodeAuthenticatorData(makeCredential(device).response!.authData).signCount;
    expect([count(), count()]).toEqual([1, 2]);
    expect(getAssertion(device).status).toBe(0x2e);
  });
});
