import { describe, expect, it } from 'vitest';
import type { Authenticator } from '../../../../../simulators/fido2/authenticator.ts';
import { concat, equalBytes } from '../../../../../src/bytes/bytes.ts';
import { decodeAuthenticatorData } from '../../../../../src/codec/authenticator-data.ts';
import type { CborMap } from '../../../../../src/codec/cbor/value.ts';
import { encodeCoseKey } from '../../../../../src/codec/cose-key.ts';
import { sha256 } from '../../../../../src/crypto/hash.ts';
import { hmacSha256 } from '../../../../../src/crypto/hmac.ts';
import { KeyAgreementKey } from '../../../../../src/crypto/key-agreement.ts';
import { pinUvAuthProtocol, type SharedSecret } from '../../../../../src/ctap2/pin-uv-auth-protocol.ts';
import { seededRandom } from '../../../../../src/env/seeded-random.ts';
import { getAssertion, getNextAssertion, key, makeCredential, withToken } from '../drive.ts';

const random = seededRandom('platform');
const salts = [sha256(Uint8Array.of(1)), sha256(Uint8Array.of(2))] as const;

/** The platform's side: agrees with the key that the device has in use. */
function platform(device: Authenticator, number: 1 | 2) {
  const own = KeyAgreementKey.generate(random);
  const deviceKey = KeyAgreementKey.generate(random);
  device.state.powered.keyAgreement.set(number, deviceKey);
  const secret = pinUvAuthProtocol(number).deriveSecret(own.agree(deviceKey.publicKey));
  return { own, secret };
}

function input(number: 1 | 2, own: KeyAgreementKey, secret: SharedSecret, plain: Uint8Array): CborMap {
  const protocol = pinUvAuthProtocol(number);
  const saltEnc = protocol.encrypt(secret, plain, random);
  return new Map<number, Uint8Array | CborMap | number>([
    [1, encodeCoseKey(own.publicKey)],
    [2, saltEnc],
    [3, protocol.authenticate(secret, saltEnc)],
    [4, number],
  ]);
}

const request = (map: CborMap) => ({ extensions: new Map([['hmac-secret', map]]) });

function made(device: Authenticator): void {
  for (const id of [1, 2]) {
    makeCredential(device, {
      options: { rk: true },
      user: { id: Uint8Array.of(id) },
      extensions: new Map([['hmac-secret', true]]),
    });
  }
}

const encrypted = (authData: Uint8Array) =>
  decodeAuthenticatorData(authData).extensions?.get('hmac-secret') as Uint8Array;

describe.each([1, 2] as const)('hmac-secret under protocol %i', (number) => {
  it('gives one or two outputs under the secret of each account, for every next assertion too', () => {
    const { key: device } = key();
    made(device);
    const { own, secret } = platform(device, number);
    for (const plain of [salts[0], concat(...salts)]) {
      const first = getAssertion(device, request(input(number, own, secret, plain))).response!;
      const next = getNextAssertion(device).response!;
      for (const [response, credential] of [
        [first, device.state.durable.credentials[1]!],
        [next, device.state.durable.credentials[0]!],
      ] as const) {
        const output = pinUvAuthProtocol(number).decrypt(secret, encrypted(response.authData));
        const expected = salts.map((salt) => hmacSha256(credential.credRandomWithoutUv, salt));
        expect(output).toEqual(concat(...expected).subarray(0, plain.length));
        expect(decodeAuthenticatorData(response.authData).ed).toBe(true);
      }
    }
  });

  it('gives another output to a verified user', () => {
    const { key: device, clock } = key();
    made(device);
    const { own, secret } = platform(device, number);
    const asked = request(input(number, own, secret, salts[0]));
    const open = (changes: object) =>
      pinUvAuthProtocol(number).decrypt(
        secret,
        encrypted(getAssertion(device, { ...asked, ...changes }).response!.authData),
      );
    const without = open({});
    const withUv = open(withToken(device, clock, 0x02));
    expect(equalBytes(without, withUv)).toBe(false);
    expect(withUv).toEqual(hmacSha256(device.state.durable.credentials[1]!.credRandomWithUv, salts[0]));
  });

  it('refuses a wrong saltAuth, other lengths, an unknown protocol, and no presence', () => {
    const { key: device } = key();
    made(device);
    const { own, secret } = platform(device, number);
    const good = input(number, own, secret, salts[0]);
    const status = (map: CborMap, changes: object = {}) => getAssertion(device, { ...request(map), ...changes }).status;
    expect(status(good)).toBe(0x00);
    expect(status(new Map(good).set(3, new Uint8Array(number * 16)))).toBe(0x33);
    expect(status(new Map(good).set(4, 3))).toBe(0x02);
    expect(status(input(number, own, secret, new Uint8Array(48)))).toBe(0x02);
    expect(status(good, { options: { up: false } })).toBe(0x2b);
    const point = new Map(good.get(1) as CborMap).set(-3, new Uint8Array(32));
    expect(status(new Map(good).set(1, point))).toBe(0x02);
    expect(status(new Map([...good].slice(1)))).toBe(0x11);
  });
});

describe('hmac-secret', () => {
  it('is ignored for a credential that was made without it', () => {
    const { key: device } = key();
    makeCredential(device, { options: { rk: true } });
    const { own, secret } = platform(device, 1);
    const { response } = getAssertion(device, request(input(1, own, secret, salts[0])));
    expect(decodeAuthenticatorData(response!.authData).ed).toBe(false);
  });

  it('works for a wrapped credential and is the same after a power cycle', () => {
    const { key: device } = key();
    const { response } = makeCredential(device, { extensions: new Map([['hmac-secret', true]]) });
    const id = decodeAuthenticatorData(response!.authData).attestedCredentialData!.credentialId;
    const output = () => {
      device.powerCycle();
      const { own, secret } = platform(device, 2);
      const asked = { ...request(input(2, own, secret, salts[0])), allowList: [{ id, type: 'public-key' }] };
      return pinUvAuthProtocol(2).decrypt(secret, encrypted(getAssertion(device, asked).response!.authData));
    };
    expect(output()).toEqual(output());
  });
});
