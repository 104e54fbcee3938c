import { describe, expect, it } from 'vitest';
import { ctap21 } from '../../../../../simulators/fido2/profile.ts';
import { profileNamed, profiles } from '../../../../../simulators/fido2/profiles.ts';
import { decodeGetInfo, type GetInfo } from '../../../../../src/ctap2/get-info.ts';
import { key, makeCredential, send } from '../drive.ts';

function info(device: ReturnType<typeof key>['key']): GetInfo {
  const { status, body, waits } = send(device, Uint8Array.of(0x04));
  expect([status, waits]).toEqual([0x00, []]);
  return decodeGetInfo(body);
}

describe('authenticatorGetInfo', () => {
  it('says what the default key is', () => {
    const said = info(key().key);
    expect(said.versions).toEqual(['U2F_V2', 'FIDO_2_0', 'FIDO_2_1']);
    expect(said.aaguid).toEqual(ctap21.aaguid);
    expect(said.options).toEqual({
      rk: true,
      up: true,
      clientPin: false,
      credMgmt: true,
      pinUvAuthToken: true,
      makeCredUvNotRqd: true,
    });
    expect(said.pinUvAuthProtocols).toEqual([2, 1]);
    expect(said.algorithms?.map(({ alg }) => alg)).toEqual([-7, -8]);
    expect([said.minPINLength, said.forcePINChange, said.remainingDiscoverableCredentials]).toEqual([4, false, 25]);
  });

  it('tells of the PIN that was set and of the room that is left', () => {
    const { key: device } = key();
    makeCredential(device, { options: { rk: true } });
    device.state.durable.pin = { hash: new Uint8Array(16), codePoints: 4 };
    expect(info(device)).toMatchObject({ remainingDiscoverableCredentials: 24, options: { clientPin: true } });
  });

  it('keeps to the members of CTAP 2.0 on a key of 2.0', () => {
    expect(info(key({ profile: profileNamed('ctap-2.0') }).key).keys).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([...profiles])('is canonical and complete for the profile %s', (_name, profile) => {
    const said = info(key({ profile }).key);
    expect([said.problems, said.departures, [...said.unknown]]).toEqual([[], [], []]);
    expect(said.maxMsgSize).toBe(profile.maxMsgSize);
  });
});
