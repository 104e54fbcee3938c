import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationList,
  encodeKeyDescription,
  keyOrigin,
  keyPurpose,
} from '../../../../../src/ceremonies/formats/key-description.ts';
import type { RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import { DecodeError } from '../../../../../src/errors/decode-error.ts';
import { readKeyDescription } from '../../../../../src/verifier/webauthn/formats/key-description.ts';
import { judgeMade, waiving, wordOf } from './judge-made.ts';

const sound: AuthorizationList = {
  purposes: [keyPurpose.sign],
  algorithm: 3,
  keySize: 256,
  origin: keyOrigin.generated,
};

function described(softwareEnforced: AuthorizationList, teeEnforced: AuthorizationList): RegistrationHooks {
  return {
    formatPart: (_, bytes) =>
      encodeKeyDescription({
        attestationVersion: 300,
        attestationSecurityLevel: 1,
        keymasterVersion: 300,
        keymasterSecurityLevel: 1,
        attestationChallenge: readKeyDescription(bytes).attestationChallenge,
        uniqueId: new Uint8Array(0),
        softwareEnforced,
        teeEnforced,
      }),
  };
}

describe('android-key attestation', () => {
  it.each<[string, AuthorizationList, AuthorizationList, string]>([
    ['enforced by the trusted environment', {}, sound, 'accepted'],
    ['enforced by software', sound, {}, 'accepted'],
    ['for all applications', {}, { ...sound, allApplications: true }, 'android-key-all-applications'],
    ['for all applications by software', { allApplications: true }, sound, 'android-key-all-applications'],
    ['imported', {}, { ...sound, origin: keyOrigin.imported }, 'android-key-authorizations'],
    ['of two origins', { origin: keyOrigin.imported }, sound, 'android-key-authorizations'],
    ['to encrypt too', {}, { ...sound, purposes: [2, 0] }, 'android-key-authorizations'],
    ['to verify', {}, { ...sound, purposes: [3] }, 'android-key-authorizations'],
    ['that says nothing', {}, {}, 'android-key-authorizations'],
  ])('of a key %s is judged', (_, software, tee, word) => {
    expect(wordOf(judgeMade('android-key', described(software, tee)))).toBe(word);
  });

  it('must be enforced by the trusted environment where policy says so', () => {
    const policy = { teeEnforcedOnly: true };
    expect(wordOf(judgeMade('android-key', described(sound, {}), policy))).toBe('android-key-authorizations');
    expect(wordOf(judgeMade('android-key', described({}, sound), policy))).toBe('accepted');
  });

  it('may say nothing, but nothing wrong, where the profile waives it', () => {
    const profile = waiving('android-key-authorizations');
    expect(wordOf(judgeMade('android-key', described({}, {}), {}, profile))).toBe('accepted');
    const imported = described({}, { ...sound, origin: keyOrigin.imported });
    expect(wordOf(judgeMade('android-key', imported, {}, profile))).toBe('android-key-authorizations');
  });

  it('is of the credential key and of this registration', () => {
    const other: RegistrationHooks = {
      certificate: (parts, role) => (role === 'leaf' ? { ...parts, extensions: [] } : parts),
    };
    expect(wordOf(judgeMade('android-key', other))).toBe('android-key-description-malformed');
  });
});

describe('readKeyDescription', () => {
  it('gives a description or a DecodeError for any bytes', () => {
    const whole = encodeKeyDescription({
      attestationVersion: 4,
      attestationSecurityLevel: 1,
      keymasterVersion: 4,
      keymasterSecurityLevel: 1,
      attestationChallenge: new Uint8Array(32),
      uniqueId: new Uint8Array(0),
      softwareEnforced: {},
      teeEnforced: sound,
    });
    expect(readKeyDescription(whole).teeEnforced).toEqual({ purpose: [2], origin: 0, allApplications: false });
    const changed = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, value]) => {
      const copy = whole.slice();
      copy[at] = value;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        try {
          readKeyDescription(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed: 84, numRuns: 500 },
    );
  });
});
