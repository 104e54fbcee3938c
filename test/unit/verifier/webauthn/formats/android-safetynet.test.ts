import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../../../../src/bytes/bytes.ts';
import type { RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import { commonName } from '../../../../../src/ceremonies/names.ts';
import { DecodeError } from '../../../../../src/errors/decode-error.ts';
import { readSafetyNetResponse } from '../../../../../src/verifier/webauthn/formats/safetynet-response.ts';
import { AT_MS } from '../../../ceremonies/sound.ts';
import { judgeMade, wordOf } from './judge-made.ts';

function payload(members: Readonly<Record<string, unknown>>): RegistrationHooks {
  return { formatPart: (_, sound) => utf8(JSON.stringify({ ...JSON.parse(fromUtf8(sound)!), ...members })) };
}

describe('android-safetynet attestation', () => {
  it('is off unless policy takes it', () => {
    expect(wordOf(judgeMade('android-safetynet', {}, { acceptSafetyNet: false }))).toBe(
      'attestation-format-not-acceptable',
    );
    expect(wordOf(judgeMade('android-safetynet', {}, { formats: ['android-safetynet'] }))).toBe('accepted');
    expect(wordOf(judgeMade('android-safetynet'))).toBe('accepted');
  });

  it('is near the time of the ceremony, as near as policy says', () => {
    const late = payload({ timestampMs: AT_MS - 60_001 });
    expect(wordOf(judgeMade('android-safetynet', late))).toBe('safetynet-timestamp-outside');
    expect(wordOf(judgeMade('android-safetynet', late, { safetyNetWindowMs: 70_000 }))).toBe('accepted');
    const ahead = payload({ timestampMs: AT_MS + 60_001 });
    expect(wordOf(judgeMade('android-safetynet', ahead))).toBe('safetynet-timestamp-outside');
  });

  it.each<[string, RegistrationHooks, string]>([
    ['of an altered device', payload({ ctsProfileMatch: false }), 'safetynet-integrity-failed'],
    ['of a device that says it in a text', payload({ ctsProfileMatch: 'true' }), 'safetynet-integrity-failed'],
    ['of another nonce', payload({ nonce: 'AAAA' }), 'attestation-nonce-mismatch'],
    ['without a nonce', payload({ nonce: undefined }), 'safetynet-response-malformed'],
    ['that is no object', { formatPart: () => utf8('null') }, 'safetynet-response-malformed'],
    [
      'of another signer',
      { signature: (sound) => sound.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) },
      'attestation-signature-invalid',
    ],
    ['of another host', otherHost(), 'safetynet-host-mismatch'],
  ])('%s is refused', (_, hooks, code) => {
    expect(wordOf(judgeMade('android-safetynet', hooks))).toBe(code);
  });
});

function otherHost(): RegistrationHooks {
  return {
    certificate: (parts, role) =>
      role !== 'leaf'
        ? parts
        : {
            ...parts,
            subject: [commonName('attest.android.com.example')],
            extensions: parts.extensions.filter(({ oid }) => oid !== '2.5.29.17'),
          },
  };
}

describe('readSafetyNetResponse', () => {
  it('refuses what is too long, of too few parts, or padded without end', () => {
    for (const text of ['', '..', 'a.b', `e30.e30.${'='.repeat(60_000)}A`, 'x'.repeat(70_000), 'bnVsbA.bnVsbA.']) {
      expect(() => readSafetyNetResponse(utf8(text))).toThrow(DecodeError);
    }
  });
});
