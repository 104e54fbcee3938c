import { describe, expect, it } from 'vitest';
import { ctap21, type FidoProfile } from '../../../../simulators/fido2/profile.ts';
import { checkProfile } from '../../../../simulators/fido2/profile-check.ts';
import { profileNamed, profiles } from '../../../../simulators/fido2/profiles.ts';

const options = (changes: Record<string, boolean | undefined>) => ({
  options: Object.fromEntries(
    Object.entries({ ...ctap21.options, ...changes }).filter(
      (entry): entry is [string, boolean] => entry[1] !== undefined,
    ),
  ),
});

const spoiled: [string, Partial<FidoProfile>, RegExp][] = [
  ['a short aaguid', { aaguid: new Uint8Array(15) }, /ctap-2\.1\.aaguid: expected 16 bytes, received 15 bytes/],
  [
    'a message size below 1024',
    { maxMsgSize: 1000 },
    /maxMsgSize: expected an integer from 1024 to 7609, received 1000/,
  ],
  ['an id length below its own ids', { maxCredentialIdLength: 64 }, /maxCredentialIdLength/],
  ['a touch that nobody can give', { touchTimeoutMs: 9_999 }, /touchTimeoutMs/],
  ['a reset window of no time', { resetWindowMs: 0 }, /resetWindowMs/],
  ['an unknown version', { versions: ['FIDO_2_2'] }, /versions: expected values among/],
  ['an algorithm twice', { algorithms: [-7, -7] }, /algorithms: expected no value twice/],
  ['no algorithm', { algorithms: [] }, /algorithms: expected at least 1/],
  ['an unknown algorithm', { algorithms: [-257] }, /algorithms/],
  ['FIDO_2_1 without hmac-secret', { extensions: ['credProtect'] }, /hmac-secret, mandatory/],
  ['FIDO_2_1 without credProtect', { extensions: ['hmac-secret'] }, /credProtect, mandatory/],
  ['FIDO_2_1 without protocol 2', { pinUvAuthProtocols: [1] }, /protocol 2, mandatory/],
  ['clientPin without a protocol', { pinUvAuthProtocols: [] }, /pinUvAuthProtocols/],
  ['rk without credMgmt', options({ credMgmt: undefined }), /credMgmt beside rk/],
  ['clientPin without pinUvAuthToken', options({ pinUvAuthToken: undefined }), /pinUvAuthToken/],
  ['a PIN from the factory', options({ clientPin: true }), /a new key has no PIN/],
  ['uv without verification', options({ uv: true }), /userVerification/],
  ['alwaysUv beside U2F', options({ alwaysUv: true, makeCredUvNotRqd: false }), /U2F_V2/],
  ['alwaysUv beside makeCredUvNotRqd', options({ alwaysUv: true }), /makeCredUvNotRqd false/],
  ['credMgmt without rk', options({ rk: false }), /rk beside credMgmt/],
  ['backup state of what is not eligible', { backupFlags: { eligible: false, state: true } }, /backupFlags/],
  ['nine tries', { manners: { ...ctap21.manners, pinRetries: 9 } }, /manners/],
  ['a PIN that may not be as long as it must', { minPinLength: 8, maxPinLength: 7 }, /maxPinLength/],
  ['every credential stored on CTAP 2.1', { manners: { ...ctap21.manners, storesEveryCredential: true } }, /manners/],
  [
    'secrets for the verified alone on CTAP 2.1',
    { manners: { ...ctap21.manners, hmacSecretVerifies: true } },
    /manners/,
  ],
  ['an option uv ignored on CTAP 2.1', { manners: { ...ctap21.manners, ignoresUv: true } }, /manners/],
  ['a touch that verifies without a reader', { manners: { ...ctap21.manners, touchVerifies: true } }, /manners/],
  [
    'a level of its own without credProtect',
    { extensions: ['hmac-secret'], manners: { ...ctap21.manners, leastCredProtect: 2 } },
    /manners|extensions/,
  ],
  ['names cut to nothing', { manners: { ...ctap21.manners, namesTruncatedTo: 2 } }, /manners/],
];

describe('checkProfile', () => {
  it.each([...profiles])('passes the profile %s', (_name, profile) => {
    expect(() => checkProfile(profile)).not.toThrow();
  });

  it.each(spoiled)('refuses %s by its member', (_what, changes, message) => {
    expect(() => checkProfile({ ...ctap21, ...changes })).toThrow(RangeError);
    expect(() => checkProfile({ ...ctap21, ...changes })).toThrow(message);
  });
});

describe('profileNamed', () => {
  it('lists the names when there is no such profile', () => {
    expect(profileNamed('ctap-2.0').versions).toEqual(['U2F_V2', 'FIDO_2_0']);
    expect(() => profileNamed('ctap-9')).toThrow(/expected one of ctap-2\.1, ctap-2\.0, .*received "ctap-9"/);
  });
});
