import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrappedIdLength } from '../../../../simulators/fido2/wrapped-credential.ts';
import { decodeAuthenticatorData } from '../../../../src/codec/authenticator-data.ts';
import { getAssertion, key, makeCredential } from './drive.ts';

function wrappedId(device: ReturnType<typeof key>['key']): Uint8Array {
  const { response } = makeCredential(device);
  return decodeAuthenticatorData(response!.authData).attestedCredentialData!.credentialId;
}

const assert = (device: ReturnType<typeof key>['key'], id: Uint8Array) =>
  getAssertion(device, { allowList: [{ id, type: 'public-key' }], options: { up: false } }).status;

describe('a wrapped credential', () => {
  const { key: device } = key();
  const id = wrappedId(device);

  it('is served for as long as nothing in it is changed: every flipped bit is refused', () => {
    expect(id).toHaveLength(wrappedIdLength);
    expect(assert(device, id)).toBe(0x00);
    for (let bit = 0; bit < id.length * 8; bit += 1) {
      const flipped = id.slice();
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
      expect(assert(device, flipped)).toBe(0x2e);
    }
  });

  it('is refused in any other shape', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (other) => {
        expect(assert(device, other)).toBe(0x2e);
      }),
      { numRuns: 300 },
    );
    expect(assert(device, id.subarray(0, -1))).toBe(0x2e);
  });

  it('leaves no state behind, survives a power cycle, and dies with the master secret', () => {
    const { key: other } = key();
    const before = { ...other.state.durable };
    const made = wrappedId(other);
    expect({ ...other.state.durable, signCount: 0 }).toEqual({ ...before, signCount: 0 });
    other.powerCycle();
    expect(assert(other, made)).toBe(0x00);
    other.state.durable.masterSecret = new Uint8Array(32);
    other.powerCycle();
    expect(assert(other, made)).toBe(0x2e);
  });

  it('never comes twice', () => {
    const ids = new Set(Array.from({ length: 50 }, () => wrappedId(device).toString()));
    expect(ids.size).toBe(50);
  });
});
