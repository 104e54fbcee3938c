import { describe, expect, it } from 'vitest';
import { ctap21 } from '../../../../../simulators/fido2/profile.ts';
import { memoryStore } from '../../../../../simulators/ports/store.ts';
import { ctapCommand, encodeRequest } from '../../../../../src/ctap2/commands.ts';
import { permission } from '../../../../../src/ctap2/permissions.ts';
import { type Gestures, getAssertion, getNextAssertion, key, makeCredential, send } from '../drive.ts';
import { Platform } from '../platform.ts';

const reset = encodeRequest(ctapCommand.reset);
const selection = encodeRequest(ctapCommand.selection);

describe('reset', () => {
  it('takes the key back to how it was made and keeps its attestation', () => {
    const store = memoryStore();
    const { key: device } = key({ store });
    const made = makeCredential(device);
    expect(makeCredential(device, { options: { rk: true } }).status).toBe(0x00);
    const platform = new Platform(device, 2);
    expect(platform.setPin('1234')).toBe(0);
    expect(platform.token('0000').status).toBe(0x31);
    const { token } = platform.token('1234', { permissions: permission.cm });
    const { attestation, deviceIdentifier, storeState } = device.state.durable;
    expect(send(device, reset)).toMatchObject({ status: 0, waits: [{ gesture: 'touch' }] });
    const { durable } = device.state;
    expect(durable).toMatchObject({
      pin: undefined,
      pinRetries: 8,
      credentials: [],
      signCount: 0,
      minPinLength: 4,
      forcePinChange: false,
    });
    expect(durable.attestation).toBe(attestation);
    expect(durable.deviceIdentifier).not.toEqual(deviceIdentifier);
    expect(durable.storeState).not.toEqual(storeState);
    expect(platform.manage(token, 1).status).toBe(0x33);
    expect(platform.token('1234').status).toBe(0x35);
    expect(made.status).toBe(0);
    const again = key({ store }).key;
    expect(again.state.durable.pin).toBeUndefined();
    expect(again.state.durable.credentials).toEqual([]);
  });

  it('kills credentials that lie in their own ids', () => {
    const { key: device } = key();
    const { response } = makeCredential(device);
    const length = (response!.authData[53]! << 8) | response!.authData[54]!;
    const allowList = [{ id: response!.authData.slice(55, 55 + length), type: 'public-key' }];
    expect(getAssertion(device, { allowList }).status).toBe(0);
    expect(send(device, reset).status).toBe(0);
    expect(getAssertion(device, { allowList }).status).toBe(0x2e);
  });

  it('is refused after the window, which a power cycle opens anew', () => {
    const { key: device, clock } = key();
    clock.advance(10_000);
    expect(send(device, reset).status).toBe(0);
    clock.advance(1);
    expect(send(device, reset)).toMatchObject({ status: 0x30, waits: [] });
    device.powerCycle();
    clock.advance(9_999);
    expect(send(device, reset).status).toBe(0);
    clock.advance(2);
    expect(send(device, reset).status).toBe(0x30);
  });

  it('knows no window where the profile has none', () => {
    const { key: device, clock } = key({ profile: { ...ctap21, resetWindowMs: undefined } });
    clock.advance(3_600_000);
    expect(send(device, reset).status).toBe(0);
  });

  it.each([
    ['declined', 0x27],
    ['timeout', 0x2f],
    ['cancelled', 0x2d],
  ] as [Gestures, number][])('wipes nothing when the touch is %s', (gesture, status) => {
    const { key: device } = key();
    const platform = new Platform(device, 2);
    expect(platform.setPin('1234')).toBe(0);
    expect(send(device, reset, gesture).status).toBe(status);
    expect(platform.token('1234').status).toBe(0);
  });

  it('opens a blocked PIN', () => {
    const { key: device } = key();
    const platform = new Platform(device, 2);
    expect(platform.setPin('1234')).toBe(0);
    for (let tries = 8; tries > 0; tries -= 1) {
      if (tries % 3 === 2) device.powerCycle();
      expect(platform.token('0000').status).not.toBe(0);
    }
    expect(platform.token('1234').status).toBe(0x32);
    expect(send(device, reset).status).toBe(0);
    expect(platform.setPin('1234')).toBe(0);
    expect(platform.token('1234').status).toBe(0);
  });

  it('ends a sequence under way', () => {
    const { key: device } = key();
    for (const id of [1, 2]) {
      expect(makeCredential(device, { user: { id: Uint8Array.of(id) }, options: { rk: true } }).status).toBe(0);
    }
    expect(getAssertion(device).response?.numberOfCredentials).toBe(2);
    expect(send(device, reset).status).toBe(0);
    expect(getNextAssertion(device).status).toBe(0x30);
  });
});

describe('selection', () => {
  it.each([
    ['granted', 0x00],
    ['declined', 0x27],
    ['timeout', 0x2f],
    ['cancelled', 0x2d],
  ] as [Gestures, number][])('waits for a touch and answers %s with %i', (gesture, status) => {
    const answer = send(key().key, selection, gesture);
    expect(answer).toMatchObject({ status, waits: [{ gesture: 'touch', timeoutMs: 30_000 }] });
    expect(answer.body).toHaveLength(0);
  });
});
