import { describe, expect, it } from 'vitest';
import type { Authenticator } from '../../../../../simulators/fido2/authenticator.ts';
import { ctap21 } from '../../../../../simulators/fido2/profile.ts';
import { profileNamed } from '../../../../../simulators/fido2/profiles.ts';
import { concat } from '../../../../../src/bytes/bytes.ts';
import { decodeAuthenticatorData } from '../../../../../src/codec/authenticator-data.ts';
import { verifyKeyFromCose } from '../../../../../src/crypto/verify-key.ts';
import { clientDataHash, getAssertion, getNextAssertion, key, makeCredential, usb, withToken } from '../drive.ts';

const resident = { options: { rk: true } };
const user = (id: number) => ({ id: Uint8Array.of(id), name: `user ${id}`, displayName: `User ${id}` });

function made(device: Authenticator, changes: Parameters<typeof makeCredential>[1] = {}) {
  const { response } = makeCredential(device, changes);
  return decodeAuthenticatorData(response!.authData).attestedCredentialData!;
}

const listed = (...ids: Uint8Array[]) => ({ allowList: ids.map((id) => ({ id, type: 'public-key' })) });

describe('authenticatorGetAssertion', () => {
  it.each([-7, -8])('signs with the credential that the allowList names, algorithm %i', (alg) => {
    const { key: device } = key();
    const { credentialId, credentialPublicKey } = made(device, { pubKeyCredParams: [{ alg, type: 'public-key' }] });
    device.powerCycle();
    const { status, response, waits } = getAssertion(device, listed(credentialId));
    expect(status).toBe(0x00);
    expect(waits).toHaveLength(1);
    const { authData, signature, credential, user: shown, numberOfCredentials } = response!;
    expect(verifyKeyFromCose(credentialPublicKey).verify(concat(authData, clientDataHash), signature)).toBe(true);
    expect(decodeAuthenticatorData(authData)).toMatchObject({ flags: 0x01, signCount: 2 });
    expect(credential).toEqual({ id: credentialId, type: 'public-key' });
    expect([shown, numberOfCredentials]).toEqual([undefined, undefined]);
  });

  it('finds nothing for another relying party, another key, or an unknown type', () => {
    const { key: device } = key();
    const { credentialId } = made(device);
    expect(getAssertion(device, { ...listed(credentialId), rpId: 'other.org' }).status).toBe(0x2e);
    expect(getAssertion(key({ seed: 'another' }).key, listed(credentialId)).status).toBe(0x2e);
    expect(getAssertion(device, { allowList: [{ id: credentialId, type: 'unknown' }] }).status).toBe(0x2e);
    expect(getAssertion(device).status).toBe(0x2e);
  });

  it('asks for no touch with up false, and then shows no presence', () => {
    const { key: device } = key();
    const { credentialId } = made(device);
    const { response, waits } = getAssertion(device, { ...listed(credentialId), options: { up: false } });
    expect(waits).toEqual([]);
    expect(decodeAuthenticatorData(response!.authData).flags).toBe(0x00);
  });

  it('refuses rk, uv without built-in verification, a long list and an untouched wait', () => {
    const { key: device } = key();
    const { credentialId } = made(device);
    expect(getAssertion(device, { options: { rk: false } }).status).toBe(0x2b);
    expect(getAssertion(device, { options: { uv: true } }).status).toBe(0x2c);
    expect(getAssertion(device, listed(...Array.from({ length: 17 }, () => credentialId))).status).toBe(0x15);
    expect(getAssertion(device, listed(credentialId), 'timeout').status).toBe(0x2f);
    expect(getAssertion(device, listed(credentialId), 'declined').status).toBe(0x27);
    expect(getAssertion(device, listed(credentialId), 'cancelled').status).toBe(0x2d);
    expect(getAssertion(device, { pinUvAuthParam: new Uint8Array(0) }).status).toBe(0x35);
  });

  it('verifies by a token with ga, not with mc', () => {
    const { key: device, clock } = key();
    const { credentialId } = made(device);
    const { response } = getAssertion(device, { ...listed(credentialId), ...withToken(device, clock, 0x02) });
    expect(decodeAuthenticatorData(response!.authData).flags).toBe(0x05);
    expect(getAssertion(device, { ...listed(credentialId), ...withToken(device, clock, 0x01) }).status).toBe(0x33);
  });

  it('keeps the token whole when no presence was asked', () => {
    const { key: device, clock } = key();
    const { credentialId } = made(device);
    const request = { ...listed(credentialId), options: { up: false }, ...withToken(device, clock, 0x02) };
    expect(getAssertion(device, request).status).toBe(0x00);
    expect(getAssertion(device, request).status).toBe(0x00);
  });

  it('wants verification where it always does, except without presence', () => {
    const { key: device, clock } = key({ profile: profileNamed('always-uv') });
    const { credentialId } = made(device, withToken(device, clock, 0x01));
    expect(getAssertion(device, listed(credentialId)).status).toBe(0x36);
    expect(getAssertion(device, { ...listed(credentialId), options: { up: false } }).status).toBe(0x00);
  });

  it('hides credProtect 2 unless named or verified, and 3 unless verified', () => {
    const { key: device, clock } = key();
    const ids = [2, 3].map(
      (level) =>
        made(device, { ...resident, user: user(level), extensions: new Map([['credProtect', level]]) }).credentialId,
    );
    expect(getAssertion(device).status).toBe(0x2e);
    expect(getAssertion(device, listed(ids[0]!)).status).toBe(0x00);
    expect(getAssertion(device, listed(ids[1]!)).status).toBe(0x2e);
    expect(getAssertion(device, withToken(device, clock, 0x02)).response?.numberOfCredentials).toBe(2);
  });

  it('shows one account by its id only, also to a verified user', () => {
    const { key: device, clock } = key();
    made(device, { ...resident, user: user(1) });
    expect(getAssertion(device).response?.user).toEqual({ id: Uint8Array.of(1) });
    expect(getAssertion(device, withToken(device, clock, 0x02)).response?.user).toEqual({ id: Uint8Array.of(1) });
  });

  it.each([
    ['counter-zero', [0, 0, 0]],
    ['counter-per-credential', [1, 2, 1]],
    ['ctap-2.1', [3, 4, 5]],
  ] as const)('counts as a key of profile %s does', (profile, counts) => {
    const { key: device } = key({ profile: profileNamed(profile) });
    const [one, two] = [1, 2].map((id) => made(device, { ...resident, user: user(id) }).credentialId);
    const shown = [one, one, two].map(
      (id) => decodeAuthenticatorData(getAssertion(device, listed(id!)).response!.authData).signCount,
    );
    expect(shown).toEqual(counts);
  });
});

describe('authenticatorGetNextAssertion', () => {
  function three() {
    const made = key();
    for (const id of [1, 2, 3]) makeCredential(made.key, { ...resident, user: user(id) });
    return made;
  }

  it('gives the accounts newest first, then no more', () => {
    const { key: device } = three();
    const first = getAssertion(device).response!;
    expect([first.user, first.numberOfCredentials]).toEqual([{ id: Uint8Array.of(3) }, 3]);
    const next = getNextAssertion(device).response!;
    expect([next.user, next.numberOfCredentials]).toEqual([{ id: Uint8Array.of(2) }, undefined]);
    expect(getNextAssertion(device).response?.user).toEqual({ id: Uint8Array.of(1) });
    expect(getNextAssertion(device).status).toBe(0x30);
  });

  it('names the users to a verified user', () => {
    const { key: device, clock } = three();
    expect(getAssertion(device, withToken(device, clock, 0x02)).response?.user).toEqual(user(3));
    const next = getNextAssertion(device).response!;
    expect(next.user).toEqual(user(2));
    expect(decodeAuthenticatorData(next.authData).flags).toBe(0x05);
  });

  it('is refused without a sequence, on another channel, after 30 s, after a power cycle, after another command', () => {
    const { key: device, clock } = three();
    expect(getNextAssertion(device).status).toBe(0x30);
    getAssertion(device);
    expect(getNextAssertion(device, { ...usb, channel: 2 }).status).toBe(0x30);
    clock.advance(29_999);
    expect(getNextAssertion(device).status).toBe(0x00);
    clock.advance(30_000);
    expect(getNextAssertion(device).status).toBe(0x30);
    getAssertion(device);
    device.powerCycle();
    expect(getNextAssertion(device).status).toBe(0x30);
    getAssertion(device);
    makeCredential(device);
    expect(getNextAssertion(device).status).toBe(0x30);
  });

  it('has nothing to give after an allowList', () => {
    const { key: device } = three();
    const ids = device.state.durable.credentials.map(({ id }) => id);
    expect(getAssertion(device, listed(...ids)).response?.numberOfCredentials).toBeUndefined();
    expect(getNextAssertion(device).status).toBe(0x30);
  });

  it('takes an empty allowList as none', () => {
    const { key: device } = key({ profile: ctap21 });
    makeCredential(device, resident);
    expect(getAssertion(device, { allowList: [] }).status).toBe(0x00);
  });
});
