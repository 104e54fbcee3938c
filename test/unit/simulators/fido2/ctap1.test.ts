import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../../simulators/fido2/authenticator.ts';
import { ctap21, type FidoProfile } from '../../../../simulators/fido2/profile.ts';
import { profileNamed } from '../../../../simulators/fido2/profiles.ts';
import type { Presence } from '../../../../simulators/ports/presence.ts';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { concat, readUint32, uint32, utf8 } from '../../../../src/bytes/bytes.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { encodeApdu, parseResponse } from '../../../../src/transport/card/apdu.ts';
import { clientDataHash, getAssertion, makeCredential, usb } from './drive.ts';

const application = sha256(utf8('example.org'));
const challenge = sha256(utf8('a challenge'));

function device(profile: FidoProfile = ctap21) {
  let isThere = true;
  let comesAfterMs = 0;
  const clock = new ManualClock();
  const presence: Presence = {
    poll: (_request, waitedMs) => (isThere && waitedMs >= comesAfterMs ? 'granted' : 'waiting'),
  };
  const random = seededRandom('u2f');
  const authenticator = createAuthenticator({
    profile,
    presence,
    env: { clock, random },
    keying: { kind: 'seeded', random },
  });
  const send = (ins: number, p1: number, data: Uint8Array, form: 'short' | 'extended' = 'extended', cla = 0) =>
    parseResponse(authenticator.ctap1(encodeApdu({ cla, ins, p1, data, le: 256 }, form), usb));
  return {
    authenticator,
    clock,
    send,
    touchAfter: (ms: number) => {
      comesAfterMs = ms;
    },
    leave: () => {
      isThere = false;
    },
    register: () => split(send(1, 0, concat(challenge, application)).data),
    authenticate: (control: number, handle: Uint8Array, app = application) =>
      send(2, control, concat(challenge, app, Uint8Array.of(handle.length), handle)),
  };
}

function split(data: Uint8Array) {
  const length = data[66]!;
  const handle = data.slice(67, 67 + length);
  const rest = data.subarray(67 + length);
  const certificateLength = 4 + ((rest[2]! << 8) | rest[3]!);
  return {
    reserved: data[0],
    point: data.slice(1, 66),
    handle,
    certificate: new X509Certificate(rest.subarray(0, certificateLength)),
    signature: rest.slice(certificateLength),
  };
}

function nodeKey(point: Uint8Array) {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: toBase64url(point.subarray(1, 33)),
    y: toBase64url(point.subarray(33)),
  };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

describe('U2F_REGISTER', () => {
  it('gives a registration that node:crypto verifies by the attestation certificate', () => {
    const { register } = device();
    const { reserved, point, handle, certificate, signature } = register();
    expect(reserved).toBe(0x05);
    expect(point[0]).toBe(0x04);
    const signed = concat(Uint8Array.of(0), application, challenge, handle, point);
    expect(verify('sha256', signed, certificate.publicKey, signature)).toBe(true);
    expect(verify('sha256', concat(signed, Uint8Array.of(0)), certificate.publicKey, signature)).toBe(false);
  });

  it('makes another credential every time', () => {
    const { register } = device();
    expect(register().handle).not.toEqual(register().handle);
  });

  it('needs somebody there, and 64 bytes', () => {
    const { send, leave } = device();
    expect(send(1, 0, new Uint8Array(63)).sw).toBe(0x6700);
    expect(send(1, 0, new Uint8Array(65)).sw).toBe(0x6700);
    leave();
    expect(send(1, 0, concat(challenge, application))).toMatchObject({ sw: 0x6985, data: new Uint8Array(0) });
  });
});

describe('U2F_AUTHENTICATE', () => {
  it('signs with presence and a counter that grows', () => {
    const { register, authenticate } = device();
    const { handle, point } = register();
    let last = -1;
    for (const form of [1, 2, 3]) {
      const { sw, data } = authenticate(0x03, handle);
      expect(sw).toBe(0x9000);
      expect(data[0]).toBe(0x01);
      const counter = readUint32(data, 1);
      expect(counter).toBeGreaterThan(last);
      last = counter;
      const signed = concat(application, Uint8Array.of(1), uint32(counter), challenge);
      expect(verify('sha256', signed, nodeKey(point), data.subarray(5)), `use ${form}`).toBe(true);
    }
  });

  it('takes a platform that asks again for one that waits for a touch', () => {
    const { register, authenticate, clock, touchAfter } = device();
    const { handle } = register();
    touchAfter(1_000);
    const ask = (waitMs: number): number => {
      clock.advance(waitMs);
      return authenticate(0x03, handle).sw;
    };
    expect([ask(0), ask(500), ask(500), ask(100)]).toEqual([0x6985, 0x6985, 0x9000, 0x6985]);
    expect([ask(3_001), ask(999), ask(1)]).toEqual([0x6985, 0x6985, 0x9000]);
  });

  it('only says whether a handle is ours when asked to check', () => {
    const { register, authenticate, authenticator, leave } = device();
    const { handle } = register();
    const count = authenticator.state.durable.signCount;
    leave();
    expect(authenticate(0x07, handle)).toMatchObject({ sw: 0x6985, data: new Uint8Array(0) });
    expect(authenticate(0x03, handle).sw).toBe(0x6985);
    expect(authenticator.state.durable.signCount).toBe(count);
  });

  it('signs without presence where that is not enforced, and says so', () => {
    const { register, authenticate, leave } = device();
    const { handle, point } = register();
    leave();
    const { sw, data } = authenticate(0x08, handle);
    expect([sw, data[0]]).toEqual([0x9000, 0x00]);
    const signed = concat(application, data.subarray(0, 5), challenge);
    expect(verify('sha256', signed, nodeKey(point), data.subarray(5))).toBe(true);
  });

  it('does not know a handle with any bit flipped, or for another application', () => {
    const { register, authenticate } = device();
    const { handle } = register();
    fc.assert(
      fc.property(fc.nat(handle.length * 8 - 1), (bit) => {
        const flipped = handle.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(authenticate(0x03, flipped).sw).toBe(0x6a80);
        expect(authenticate(0x07, flipped).sw).toBe(0x6a80);
      }),
      { seed: 3, numRuns: 60 },
    );
    expect(authenticate(0x03, handle, sha256(utf8('example.net'))).sw).toBe(0x6a80);
    expect(authenticate(0x07, handle, sha256(utf8('example.net'))).sw).toBe(0x6a80);
    expect(authenticate(0x03, handle.subarray(1)).sw).toBe(0x6a80);
    expect(authenticate(0x03, new Uint8Array(0)).sw).toBe(0x6a80);
  });

  it('refuses lengths that do not agree and control bytes that do not exist', () => {
    const { register, authenticate, send } = device();
    const { handle } = register();
    const data = concat(challenge, application, Uint8Array.of(handle.length + 1), handle);
    expect(send(2, 0x03, data).sw).toBe(0x6700);
    expect(send(2, 0x03, data.subarray(0, 64)).sw).toBe(0x6700);
    expect(authenticate(0x00, handle).sw).toBe(0x6a86);
  });
});

describe('U2F beside CTAP2', () => {
  it('registers credentials that getAssertion answers for', () => {
    const { register, authenticator } = device();
    const { handle, point } = register();
    const { status, response } = getAssertion(authenticator, { allowList: [{ id: handle, type: 'public-key' }] });
    expect(status).toBe(0);
    const signed = concat(response!.authData, clientDataHash);
    expect(verify('sha256', signed, nodeKey(point), response!.signature)).toBe(true);
    expect(getAssertion(authenticator).status).toBe(0x2e);
    expect(makeCredential(authenticator, { excludeList: [{ id: handle, type: 'public-key' }] }).status).toBe(0x19);
  });

  it.each([
    [1, 0x9000],
    [2, 0x6a80],
    [3, 0x6a80],
  ])('uses a CTAP2 credential of credProtect level %i: %i', (level, sw) => {
    const { authenticate, authenticator } = device();
    const made = makeCredential(authenticator, { extensions: new Map([['credProtect', level]]) });
    const { authData } = made.response!;
    const id = authData.slice(55, 55 + ((authData[53]! << 8) | authData[54]!));
    expect(authenticate(0x03, id).sw).toBe(sw);
  });

  it('uses discoverable credentials by their id, but none of EdDSA', () => {
    const { authenticate, authenticator } = device();
    expect(makeCredential(authenticator, { options: { rk: true } }).status).toBe(0);
    expect(authenticate(0x03, authenticator.state.durable.credentials[0]!.id).sw).toBe(0x9000);
    const user = { id: Uint8Array.of(9) };
    const pubKeyCredParams = [{ alg: -8, type: 'public-key' }];
    expect(makeCredential(authenticator, { options: { rk: true }, user, pubKeyCredParams }).status).toBe(0);
    expect(authenticate(0x03, authenticator.state.durable.credentials[1]!.id).sw).toBe(0x6a80);
  });

  it('tells its version, in short and extended form, and refuses what it does not know', () => {
    const { send, authenticator } = device();
    for (const form of ['short', 'extended'] as const) {
      expect(send(3, 0, new Uint8Array(0), form)).toEqual({ sw: 0x9000, data: utf8('U2F_V2') });
    }
    expect(send(3, 0, Uint8Array.of(1)).sw).toBe(0x6700);
    expect(send(4, 0, new Uint8Array(0)).sw).toBe(0x6d00);
    expect(send(3, 0, new Uint8Array(0), 'short', 0x6d).sw).toBe(0x6e00);
    expect(parseResponse(authenticator.ctap1(Uint8Array.of(0, 3), usb)).sw).toBe(0x6700);
  });

  it('takes an extended Lc of 0 before Le, as python-fido2 writes it', () => {
    const { authenticator } = device();
    const answer = authenticator.ctap1(Uint8Array.of(0, 3, 0, 0, 0, 0, 0, 0, 0), usb);
    expect(parseResponse(answer)).toEqual({ sw: 0x9000, data: utf8('U2F_V2') });
  });

  it('is off where every use must verify the user, and where U2F_V2 is not listed', () => {
    for (const profile of [profileNamed('always-uv'), { ...ctap21, versions: ['FIDO_2_0', 'FIDO_2_1'] }]) {
      expect(device(profile).send(3, 0, new Uint8Array(0)).sw).toBe(0x6d00);
    }
  });

  it('answers any bytes with a status word and never throws', () => {
    const { authenticator } = device();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(authenticator.ctap1(bytes, usb).length).toBeGreaterThanOrEqual(2);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
