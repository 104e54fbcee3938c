import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../src/bytes/base64url.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { algorithmsOf, soundVariant } from '../../../src/ceremonies/algorithms.ts';
import { foreignAuthority } from '../../../src/ceremonies/authority.ts';
import type { RegistrationHooks } from '../../../src/ceremonies/hooks.ts';
import { makeAssertion, soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import { madeAaguid, makeRegistration } from '../../../src/ceremonies/make-registration.ts';
import type { CreationRequest } from '../../../src/ceremonies/request.ts';
import { attestationKinds, type RegistrationVariant } from '../../../src/ceremonies/variant.ts';
import { decodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { decodeClientData } from '../../../src/codec/client-data.ts';
import type { RegistrationResponseJson } from '../../../src/codec/webauthn-json.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { verifyAssertion } from '../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../src/verifier/webauthn/verify-registration.ts';
import { AT_MS, assertionInput, made, registrationInput, request, toolsOf } from './sound.ts';

const cases = attestationKinds.flatMap((attestation) => algorithmsOf(attestation).map((alg) => ({ attestation, alg })));

const variants = (): fc.Arbitrary<RegistrationVariant> =>
  fc.constantFrom(...cases).chain((kind) =>
    fc
      .record({
        userVerified: fc.boolean(),
        backupEligible: fc.boolean(),
        isBackedUp: fc.boolean(),
        signCount: fc.integer({ min: 0, max: 0xffff_fff0 }),
        credentialIdLength: fc.integer({ min: 1, max: 1023 }),
      })
      .map(({ isBackedUp, ...rest }) => ({ ...kind, ...rest, backupState: isBackedUp && rest.backupEligible })),
  );

const requests = (): fc.Arbitrary<CreationRequest> =>
  fc.record(
    {
      challenge: fc.uint8Array({ minLength: 16, maxLength: 64 }),
      origin: fc.constantFrom('https://example.org', 'https://login.example.org:8443'),
      rpId: fc.constant('example.org'),
      userHandle: fc.uint8Array({ minLength: 1, maxLength: 64 }),
      extensions: fc.record(
        {
          credentialProtectionPolicy: fc.constantFrom(
            'userVerificationOptional',
            'userVerificationOptionalWithCredentialIDList',
            'userVerificationRequired',
          ),
          prf: fc.constant({}),
          credBlob: fc.uint8Array({ minLength: 1, maxLength: 32 }).map(toBase64url),
          minPinLength: fc.constant(true),
          credProps: fc.constant(true),
          largeBlob: fc.constantFrom({ support: 'required' }, { support: 'preferred' }),
        },
        { requiredKeys: [] },
      ),
      crossOrigin: fc.constant(true),
    },
    { requiredKeys: ['challenge', 'origin', 'rpId', 'userHandle'] },
  );

describe('a sound ceremony', () => {
  it.each(cases)('of $attestation with algorithm $alg is accepted', ({ attestation, alg }) => {
    const registration = made({ attestation, alg });
    const verdict = verifyRegistration(registrationInput(registration));
    expect(verdict).toMatchObject({ kind: 'accepted' });
    if (verdict.kind !== 'accepted') return;
    const assertion = makeAssertion(request, registration.credential, soundAssertionVariant(), toolsOf('assertion'));
    expect(verifyAssertion(assertionInput(assertion, verdict.credential))).toMatchObject({ kind: 'accepted' });
  });

  it('is accepted whatever the standard leaves open', () => {
    fc.assert(
      fc.property(variants(), requests(), fc.integer(), fc.boolean(), (variant, asked, seed, isNamed) => {
        const registration = made(variant, {}, asked, seed);
        const verdict = verifyRegistration(registrationInput(registration, asked));
        expect(verdict).toMatchObject({ kind: 'accepted' });
        if (verdict.kind !== 'accepted') return;
        expect(verdict.credential.signCount).toBe(variant.signCount);
        const asking = {
          ...asked,
          extensions: { prf: { eval: { first: 'AAAA', second: 'AAEC' } }, getCredBlob: true },
        };
        const assertion = makeAssertion(
          asking,
          registration.credential,
          soundAssertionVariant({ backupState: variant.backupState, userHandle: isNamed }),
          toolsOf(seed),
        );
        const stored = { ...verdict.credential, userHandle: asked.userHandle };
        expect(verifyAssertion(assertionInput(assertion, stored, asking))).toMatchObject({ kind: 'accepted' });
      }),
      { seed: 20260103, numRuns: 60 },
    );
  });
});

describe('makeRegistration', () => {
  // the salt of RSA-PSS is drawn by node
  const repeatable = attestationKinds.flatMap((attestation) =>
    algorithmsOf(attestation)
      .filter((alg) => alg > -37 || alg < -39)
      .map((alg) => ({ attestation, alg })),
  );

  it.each(repeatable)('makes the same bytes of the same chance: $attestation, $alg', (variant) => {
    const [first, second, other] = [1, 1, 2].map((seed) => made(variant, {}, request, seed));
    expect(second!.response).toEqual(first!.response);
    expect(other!.response).not.toEqual(first!.response);
  });

  it('gives the same bytes in JSON and beside it', () => {
    const { response, bytes, credential } = made();
    const json = response as RegistrationResponseJson;
    expect(json.rawId).toBe(toBase64url(credential.id));
    expect(json.response.clientDataJSON).toBe(toBase64url(bytes.clientDataJSON));
    expect(json.response.attestationObject).toBe(toBase64url(bytes.attestationObject));
    expect(json.response.authenticatorData).toBe(toBase64url(bytes.authData));
    expect(decodeClientData(bytes.clientDataJSON)).toMatchObject({ type: 'webauthn.create', crossOrigin: false });
  });

  it('names its model, but for fido-u2f, which has none', () => {
    const aaguidOf = (attestation: RegistrationVariant['attestation']): string | undefined => {
      const { authData } = made({ attestation }).bytes;
      const found = decodeAuthenticatorData(authData).attestedCredentialData?.aaguid;
      return found === undefined ? undefined : toHex(found);
    };
    expect(aaguidOf('packed-x5c')).toBe(toHex(madeAaguid));
    expect(aaguidOf('fido-u2f')).toBe('00'.repeat(16));
  });

  it('answers the extensions that were asked for, and no others', () => {
    const extensions = {
      credentialProtectionPolicy: 'userVerificationRequired',
      prf: {},
      credBlob: 'AAAA',
      minPinLength: true,
      credProps: true,
      largeBlob: { support: 'required' },
      somethingElse: true,
    };
    const { bytes, response } = made({}, {}, { ...request, extensions });
    expect(Object.fromEntries(decodeAuthenticatorData(bytes.authData).extensions!)).toEqual({
      credProtect: 3,
      'hmac-secret': true,
      credBlob: true,
      minPinLength: 4,
    });
    expect((response as RegistrationResponseJson).clientExtensionResults).toEqual({
      prf: { enabled: true },
      credBlob: true,
      credProps: { rk: true },
      largeBlob: { supported: true },
    });
    expect(decodeAuthenticatorData(made().bytes.authData).extensions).toBeUndefined();
  });

  it('tells its time, where a statement does', () => {
    const nowMs = Date.UTC(2030, 0, 1);
    const variant = soundVariant({ attestation: 'android-safetynet' });
    const input = registrationInput(makeRegistration(request, variant, { ...toolsOf(1), nowMs }));
    const judgedAt = (atMs: number): string =>
      verifyRegistration({
        ...input,
        expected: { ...input.expected, attestation: { ...input.expected.attestation, atMs } },
      }).kind;
    expect(judgedAt(nowMs)).toBe('accepted');
    expect(judgedAt(AT_MS)).toBe('rejected');
  });

  it('refuses what cannot be', () => {
    expect(() => made({ attestation: 'apple', alg: -8 })).toThrow(RangeError);
    expect(() => made({ backupState: true })).toThrow(RangeError);
  });
});

describe('the hooks of a registration', () => {
  const spoiled: readonly [keyof RegistrationHooks, RegistrationHooks, string][] = [
    ['clientData', { clientData: (sound) => new Map(sound).set('type', 'webauthn.get') }, 'type-mismatch'],
    ['clientDataHash', { clientDataHash: (sound) => sha256(sound) }, 'attestation-signature-invalid'],
    [
      'authenticatorData',
      { authenticatorData: (sound) => ({ ...sound, flags: sound.flags & ~1 }) },
      'user-not-present',
    ],
    ['signedBytes', { signedBytes: (sound) => sound.subarray(1) }, 'attestation-signature-invalid'],
    ['signature', { signature: (sound) => sound.subarray(1) }, 'attestation-signature-invalid'],
    ['authority', { authority: foreignAuthority }, 'attestation-untrusted'],
  ];

  it.each(spoiled)('%s spoils that step alone', (_, hooks, code) => {
    const verdict = verifyRegistration(registrationInput(made({}, hooks)));
    expect(verdict).toMatchObject({ kind: 'rejected' });
    if (verdict.kind === 'rejected') expect(verdict.code).toBe(code);
  });

  it('make the rest of what they spoiled', () => {
    const key = Uint8Array.of(1, 2, 3);
    const { bytes, credential } = made(
      { attestation: 'none' },
      {
        authenticatorData: (sound) => ({
          ...sound,
          attested: { ...sound.attested!, credentialId: key },
          signCount: 77,
          rest: Uint8Array.of(9),
        }),
      },
    );
    expect(toHex(credential.id)).toBe('010203');
    expect(toHex(bytes.authData.subarray(33, 37))).toBe('0000004d');
    expect(bytes.authData.at(-1)).toBe(9);
  });

  it('may turn the response into anything', () => {
    expect(made({}, { response: () => 'nothing' }).response).toBe('nothing');
    expect(made({}, { response: () => undefined }).response).toBeUndefined();
  });

  it('may change statement and object', () => {
    const { bytes } = made(
      {},
      {
        statement: (sound) => new Map(sound as Map<string, never>).set('alg', -8 as never),
      },
    );
    expect(decodeAttestationObject(bytes.attestationObject).attStmt).toHaveProperty('size', 3);
    expect(toHex(bytes.attestationObject)).toContain('63616c6727');
    const other = made({}, { attestationObject: () => 'text', attestationObjectBytes: (sound) => sound.subarray(1) });
    expect(toHex(other.bytes.attestationObject)).toBe('74657874');
  });
});
