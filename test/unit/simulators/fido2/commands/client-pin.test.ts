import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soundPolicy } from '../../../../../simulators/fido2/policy.ts';
import { ctap21, type FidoProfile } from '../../../../../simulators/fido2/profile.ts';
import { profileNamed } from '../../../../../simulators/fido2/profiles.ts';
import { memoryStore } from '../../../../../simulators/ports/store.ts';
import { utf8 } from '../../../../../src/bytes/bytes.ts';
import type { CoseKey } from '../../../../../src/codec/cose-key.ts';
import { type ClientPinRequest, clientPinSubCommand as sub } from '../../../../../src/ctap2/client-pin.ts';
import { permission } from '../../../../../src/ctap2/permissions.ts';
import { pinHash } from '../../../../../src/ctap2/pin-uv-auth-protocol.ts';
import { clientDataHash, getAssertion, key, makeCredential } from '../drive.ts';
import { clientPin, Platform } from '../platform.ts';

const PIN = '1234';
const uv = profileNamed('uv');

function withPin(number: 1 | 2, parts: Parameters<typeof key>[0] = {}) {
  const made = key(parts);
  const platform = new Platform(made.key, number);
  expect(platform.setPin(PIN)).toBe(0);
  return { ...made, platform };
}

function padded(bytes: Uint8Array, length = 64): Uint8Array {
  const pin = new Uint8Array(length);
  pin.set(bytes);
  return pin;
}

function without(request: ClientPinRequest, member: keyof ClientPinRequest): ClientPinRequest {
  const { [member]: _left, ...rest } = request;
  return rest as ClientPinRequest;
}

function offCurve(key: CoseKey): CoseKey {
  if (key.kty !== 2) throw new Error('an EC2 key');
  const y = key.y.slice();
  y[31]! ^= 1;
  return { ...key, y };
}

function spoiled(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[0]! ^= 1;
  return copy;
}

describe.each([1, 2] as const)('clientPIN under protocol %i', (number) => {
  it('sets a PIN once, shows it in use and gives tokens for it', () => {
    const { key: device, platform } = withPin(number);
    expect(platform.setPin('5678')).toBe(0x33);
    expect(device.state.durable.pin?.hash).toEqual(pinHash(PIN));
    const { status, token } = platform.token(PIN);
    expect(status).toBe(0);
    expect(token).toHaveLength(32);
  });

  it('refuses setPIN step by step', () => {
    const platform = new Platform(key().key, number);
    const fresh = (): ClientPinRequest => ({ pinUvAuthProtocol: number, ...platform.setPinRequest(PIN) });
    for (const member of ['keyAgreement', 'newPinEnc', 'pinUvAuthParam', 'pinUvAuthProtocol'] as const) {
      expect(clientPin(platform.key, without(fresh(), member)).status).toBe(0x14);
    }
    expect(platform.send({ ...fresh(), pinUvAuthProtocol: 3 }).status).toBe(0x02);
    expect(platform.send({ ...fresh(), keyAgreement: offCurve(fresh().keyAgreement!) }).status).toBe(0x02);
    const request = fresh();
    expect(platform.send({ ...request, pinUvAuthParam: spoiled(request.pinUvAuthParam!) }).status).toBe(0x33);
    expect(platform.send({ ...request, newPinEnc: spoiled(request.newPinEnc!) }).status).toBe(0x33);
    expect(platform.setPin(padded(utf8(PIN), 48))).toBe(0x02);
    expect(platform.setPin(padded(utf8(PIN), 80))).toBe(0x02);
    expect(platform.setPin('123')).toBe(0x37);
    expect(platform.setPin('ää€')).toBe(0x37);
    expect(platform.setPin(padded(new Uint8Array(64).fill(0x31)))).toBe(0x37);
    expect(platform.key.state.durable.pin).toBeUndefined();
    expect(platform.setPin('1'.repeat(63))).toBe(0);
  });

  it('counts a PIN in code points', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 15, unit: 'binary' }), (pin) => {
        const bytes = utf8(pin);
        if (bytes.at(-1) === 0 || new TextDecoder().decode(bytes) !== pin) return;
        const status = new Platform(key().key, number).setPin(padded(bytes));
        expect(status).toBe([...pin].length >= 4 ? 0 : 0x37);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('changes a PIN step by step, spending no try on a wrong MAC', () => {
    const { platform, key: device } = withPin(number);
    const fresh = (): ClientPinRequest => ({ pinUvAuthProtocol: number, ...platform.changePinRequest(PIN, '56789') });
    for (const member of ['keyAgreement', 'newPinEnc', 'pinHashEnc', 'pinUvAuthParam', 'pinUvAuthProtocol'] as const) {
      expect(clientPin(device, without(fresh(), member)).status).toBe(0x14);
    }
    expect(platform.send({ ...fresh(), pinUvAuthProtocol: 3 }).status).toBe(0x02);
    expect(platform.send({ ...fresh(), keyAgreement: offCurve(fresh().keyAgreement!) }).status).toBe(0x02);
    const request = fresh();
    expect(platform.send({ ...request, pinUvAuthParam: spoiled(request.pinUvAuthParam!) }).status).toBe(0x33);
    expect(platform.tries()).toBe(8);
    expect(platform.changePin('0000', '56789')).toBe(0x31);
    expect(platform.tries()).toBe(7);
    // the right PIN refills the tries even where the new one is refused
    expect(platform.changePin(PIN, '12')).toBe(0x37);
    expect(platform.tries()).toBe(8);
    expect(platform.changePin(PIN, padded(utf8('56789'), 32))).toBe(0x02);
    const { token } = platform.token(PIN, { permissions: permission.cm });
    expect(platform.changePin(PIN, '56789')).toBe(0);
    expect(platform.manage(token, 1).status).toBe(0x33);
    expect(platform.token(PIN).status).toBe(0x31);
    expect(platform.token('56789').status).toBe(0);
  });

  it('asks for a PIN that is set', () => {
    const platform = new Platform(key().key, number);
    expect(platform.changePin(PIN, '56789')).toBe(0x35);
    expect(platform.token(PIN).status).toBe(0x35);
    expect(platform.token(PIN, { permissions: permission.cm }).status).toBe(0x35);
    expect(platform.tries()).toBe(8);
  });

  it('locks after three wrong PINs in a row until a power cycle, and for good after eight', () => {
    const { key: device, platform } = withPin(number);
    const wrong = (): number => platform.token('0000').status;
    expect([wrong(), wrong(), wrong()]).toEqual([0x31, 0x31, 0x34]);
    expect(platform.token(PIN).status).toBe(0x34);
    expect(platform.changePin(PIN, '56789')).toBe(0x34);
    expect(platform.send({ subCommand: sub.getPinRetries }).response).toEqual({ pinRetries: 5, powerCycleState: true });
    device.powerCycle();
    expect(platform.send({ subCommand: sub.getPinRetries }).response).toEqual({
      pinRetries: 5,
      powerCycleState: false,
    });
    expect([wrong(), wrong(), wrong()]).toEqual([0x31, 0x31, 0x34]);
    device.powerCycle();
    expect([wrong(), wrong()]).toEqual([0x31, 0x32]);
    device.powerCycle();
    expect(platform.token(PIN).status).toBe(0x32);
    expect(platform.changePin(PIN, '56789')).toBe(0x32);
    expect(platform.tries()).toBe(0);
  });

  it('foretells every answer from the count of wrong PINs and power cycles alone', () => {
    const step = fc.constantFrom('wrong' as const, 'right' as const, 'power' as const, 'change' as const);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
        const { key: device, platform } = withPin(number);
        let tries = 8;
        let inARow = 0;
        for (const what of steps) {
          if (what === 'power') {
            device.powerCycle();
            inARow = 0;
            continue;
          }
          const blocked = tries === 0 ? 0x32 : inARow >= 3 ? 0x34 : undefined;
          const isRight = what !== 'wrong';
          const expected = blocked ?? (isRight ? 0 : tries === 1 ? 0x32 : inARow === 2 ? 0x34 : 0x31);
          if (blocked === undefined) {
            tries = isRight ? 8 : tries - 1;
            inARow = isRight ? 0 : inARow + 1;
          }
          const status =
            what === 'change' ? platform.changePin(PIN, PIN) : platform.token(isRight ? PIN : '9999').status;
          expect(status).toBe(expected);
          expect(platform.tries()).toBe(tries);
        }
      }),
      { seed: 11, numRuns: 25 },
    );
  });

  it('draws a new key agreement key after a wrong PIN and after power-up, not otherwise', () => {
    const { key: device, platform } = withPin(number);
    const first = platform.devicePublicKey();
    expect(platform.token(PIN).status).toBe(0);
    expect(platform.devicePublicKey()).toEqual(first);
    expect(platform.token('0000').status).toBe(0x31);
    const second = platform.devicePublicKey();
    expect(second).not.toEqual(first);
    device.powerCycle();
    expect(platform.devicePublicKey()).not.toEqual(second);
  });

  it('spends the try before it compares, so that it is kept when the process dies in between', () => {
    const store = memoryStore();
    const { key: device } = withPin(number, { store });
    // a device that loses power while it compares: the compare never returns
    const dying = key({
      store,
      policy: {
        ...soundPolicy,
        isPinRight: () => {
          throw new Error('power lost');
        },
      },
    });
    expect(device.state.durable.pinRetries).toBe(8);
    expect(new Platform(dying.key, number).token(PIN).status).toBe(0x7f);
    const again = key({ store });
    expect(new Platform(again.key, number).tries()).toBe(7);
  });

  it('takes pinHashEnc that cannot be decrypted for a wrong PIN', () => {
    const { platform } = withPin(number);
    const { keyAgreement } = platform.agree();
    const request = { subCommand: sub.getPinToken, keyAgreement, pinHashEnc: Uint8Array.of(1, 2, 3) };
    expect(platform.send(request).status).toBe(0x31);
    expect(platform.tries()).toBe(7);
  });

  it('refuses permissions in getPinToken and gives makeCredential and getAssertion without them', () => {
    const { key: device, platform } = withPin(number);
    const agreed = platform.agree();
    const request = {
      subCommand: sub.getPinToken,
      keyAgreement: agreed.keyAgreement,
      pinHashEnc: platform.encrypt(agreed, pinHash(PIN)),
    };
    expect(platform.send({ ...request, permissions: 3 }).status).toBe(0x02);
    expect(platform.send({ ...request, rpId: 'example.org' }).status).toBe(0x02);
    const { token } = platform.token(PIN);
    expect(device.state.powered.tokenUse).toMatchObject({ permissions: 3, rpId: undefined, userVerified: true });
    expect(platform.manage(token, 1).status).toBe(0x33);
    expect(makeCredential(device, platform.proof(token, clientDataHash)).status).toBe(0);
  });

  it('weighs permissions step by step', () => {
    const { platform } = withPin(number);
    const ask = (permissions: number, rpId?: string): number =>
      platform.token(PIN, { permissions, ...(rpId === undefined ? {} : { rpId }) }).status;
    expect(ask(0)).toBe(0x02);
    expect(ask(permission.mc)).toBe(0x14);
    expect(ask(permission.ga)).toBe(0x14);
    expect(ask(permission.be)).toBe(0x40);
    expect(ask(permission.lbw)).toBe(0x40);
    expect(ask(permission.acfg)).toBe(0x40);
    expect(ask(permission.pcmr)).toBe(0x40);
    expect(ask(permission.cm | permission.acfg)).toBe(0x40);
    expect(ask(permission.cm)).toBe(0);
    expect(ask(permission.mc | permission.ga | permission.cm, 'example.org')).toBe(0);
    expect(ask(permission.cm | 0x80)).toBe(0);
    expect(platform.tries()).toBe(8);
  });

  it('asks for a new PIN where it must be changed, and takes no old one for new', () => {
    const { key: device, platform } = withPin(number);
    device.state.durable.forcePinChange = true;
    expect(platform.token(PIN).status).toBe(0x31);
    expect(platform.token(PIN, { permissions: permission.cm }).status).toBe(0x37);
    expect(platform.tries()).toBe(8);
    expect(platform.changePin(PIN, PIN)).toBe(0x37);
    expect(platform.changePin(PIN, '56789')).toBe(0);
    expect(device.state.durable.forcePinChange).toBe(false);
    expect(platform.token('56789').status).toBe(0);
  });
});

describe('a pinUvAuthToken', () => {
  const metadata = 1;

  it('dies when another is issued, also under the other protocol', () => {
    const { platform } = withPin(2);
    const other = new Platform(platform.key, 1);
    const first = platform.token(PIN, { permissions: permission.cm }).token;
    expect(platform.manage(first, metadata).status).toBe(0);
    expect(other.manage(first, metadata).status).toBe(0x33);
    const second = other.token(PIN, { permissions: permission.cm }).token;
    expect(platform.manage(first, metadata).status).toBe(0x33);
    expect(other.manage(second, metadata).status).toBe(0);
  });

  it.each([
    ['usb' as const, 30_000],
    ['nfc' as const, 19_800],
  ])('over %s lapses unused after %i ms, and used after ten minutes', (transport, limitMs) => {
    const { platform, clock } = withPin(2);
    platform.via = { transport, channel: 1 };
    const ask = (): Uint8Array => platform.token(PIN, { permissions: permission.cm }).token;
    let token = ask();
    clock.advance(limitMs - 1);
    expect(platform.manage(token, metadata).status).toBe(0);
    clock.advance(600_000 - limitMs);
    expect(platform.manage(token, metadata).status).toBe(0);
    clock.advance(1);
    expect(platform.manage(token, metadata).status).toBe(0x33);
    token = ask();
    clock.advance(limitMs);
    expect(platform.manage(token, metadata).status).toBe(0x33);
    expect(platform.key.state.powered.tokenUse).toBeUndefined();
  });

  it('is forgotten at power-off', () => {
    const { platform, key: device } = withPin(2);
    const { token } = platform.token(PIN, { permissions: permission.cm });
    device.powerCycle();
    expect(platform.manage(token, metadata).status).toBe(0x33);
  });

  it('is spent by a touch', () => {
    const { platform, key: device } = withPin(2);
    const { token } = platform.token(PIN, { permissions: permission.mc | permission.cm, rpId: 'example.org' });
    expect(makeCredential(device, platform.proof(token, clientDataHash)).status).toBe(0);
    expect(makeCredential(device, platform.proof(token, clientDataHash)).status).toBe(0x33);
    expect(platform.manage(token, metadata).status).toBe(0x33);
  });

  it('serves its relying party only', () => {
    const { platform, key: device } = withPin(2);
    const { token } = platform.token(PIN, { permissions: permission.ga, rpId: 'example.net' });
    expect(getAssertion(device, platform.proof(token, clientDataHash)).status).toBe(0x33);
  });

  it('never lapses on a key of CTAP 2.0, which has no permissions either', () => {
    const { platform, clock } = withPin(1, { profile: profileNamed('ctap-2.0') });
    const { token } = platform.token(PIN);
    clock.advance(3_600_000);
    const proof = platform.proof(token, clientDataHash);
    expect(makeCredential(platform.key, proof).status).toBe(0);
    expect(makeCredential(platform.key, proof).status).toBe(0);
    expect(platform.token(PIN, { permissions: permission.cm }).status).toBe(0x02);
  });
});

describe('built-in user verification', () => {
  const cm = { permissions: permission.cm };

  it('gives a token with presence for a gesture, on a key that has a reader', () => {
    const { key: device } = key({ profile: uv });
    const platform = new Platform(device, 2);
    expect(platform.token(undefined, cm).status).toBe(0);
    expect(device.state.powered.tokenUse).toMatchObject({ userPresent: true, userVerified: true });
    const { token } = platform.token(undefined, { permissions: permission.mc, rpId: 'example.org' });
    expect(makeCredential(device, platform.proof(token, clientDataHash)).waits).toEqual([]);
  });

  it('forgets the presence of the gesture after thirty seconds', () => {
    const { key: device, clock } = key({ profile: uv });
    const platform = new Platform(device, 2);
    const asked = { permissions: permission.mc | permission.cm, rpId: 'example.org' };
    const { token } = platform.token(undefined, asked);
    clock.advance(29_000);
    expect(platform.manage(token, 1).status).toBe(0x33);
    clock.advance(1_000);
    expect(makeCredential(device, platform.proof(token, clientDataHash)).waits).toHaveLength(1);
  });

  it('is not there on a key without a reader', () => {
    const platform = new Platform(key().key, 2);
    expect(platform.send({ subCommand: sub.getUvRetries }).status).toBe(0x3e);
    expect(platform.token(undefined, cm).status).toBe(0x3e);
  });

  it('counts mismatches down to blocked and is freed by the right PIN', () => {
    const { platform } = withPin(2, { profile: uv });
    const uvTries = (): unknown => platform.send({ subCommand: sub.getUvRetries }).response.uvRetries;
    expect(uvTries()).toBe(5);
    expect(platform.token(undefined, cm, 'timeout').status).toBe(0x2f);
    expect(platform.token(undefined, cm, 'declined').status).toBe(0x27);
    expect(platform.token(undefined, cm, 'cancelled').status).toBe(0x2d);
    expect(uvTries()).toBe(5);
    const answers = [1, 2, 3, 4, 5].map(() => platform.token(undefined, cm, 'mismatch').status);
    expect(answers).toEqual([0x3f, 0x3f, 0x3f, 0x3f, 0x3c]);
    expect(uvTries()).toBe(0);
    expect(platform.token(undefined, cm).status).toBe(0x3c);
    expect(platform.token(PIN).status).toBe(0);
    expect(uvTries()).toBe(5);
    expect(platform.token(undefined, cm).status).toBe(0);
  });

  it('is blocked with the PIN', () => {
    const { platform } = withPin(2, { profile: uv });
    for (let tries = 8; tries > 0; tries -= 1) {
      if (tries % 3 === 2) platform.key.powerCycle();
      expect(platform.token('0000').status).not.toBe(0);
    }
    expect(platform.token(undefined, cm).status).toBe(0x3c);
  });

  it('tries again by itself only where the platform is not to', () => {
    const reader = { retries: 5, attempts: 3, preferredPlatformUvAttempts: 1, modality: 2 };
    const profile: FidoProfile = { ...uv, userVerification: reader };
    const platform = new Platform(key({ profile }).key, 2);
    expect(platform.token(undefined, cm, ['mismatch', 'mismatch', 'granted']).status).toBe(0);
    expect(platform.token(undefined, cm, ['mismatch', 'mismatch', 'mismatch', 'granted']).status).toBe(0x3f);
  });
});

describe('clientPIN as a whole', () => {
  it('is an unknown command on a key without PIN and verification', () => {
    const { key: device } = key({ profile: profileNamed('no-pin') });
    expect(clientPin(device, { subCommand: sub.getPinRetries }).status).toBe(0x01);
  });

  it.each([0x00, 0x08, 0x0a, 0x7f])('refuses subcommand %i, which does not exist', (subCommand) => {
    expect(clientPin(key().key, { subCommand, pinUvAuthProtocol: 2 }).status).toBe(0x3e);
  });

  it('refuses the protocol that a profile does not speak', () => {
    const platform = new Platform(key({ profile: profileNamed('protocol-2') }).key, 1);
    expect(platform.send({ subCommand: sub.getKeyAgreement }).status).toBe(0x02);
    expect(clientPin(platform.key, { subCommand: sub.getKeyAgreement }).status).toBe(0x14);
  });

  it('tells retries without a PIN, or refuses, as the profile is', () => {
    expect(clientPin(key().key, { subCommand: sub.getPinRetries }).status).toBe(0);
    const terse = key({ profile: profileNamed('terse') }).key;
    expect(clientPin(terse, { subCommand: sub.getPinRetries }).status).toBe(0x31);
  });

  it('keeps PIN and tries in the store', () => {
    const store = memoryStore();
    const { platform } = withPin(2, { store });
    expect(platform.token('0000').status).toBe(0x31);
    const again = new Platform(key({ store, profile: ctap21 }).key, 2);
    expect(again.tries()).toBe(7);
    expect(again.token(PIN).status).toBe(0);
  });
});
