import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import type { AssertionInput, RegistrationInput } from '../../../../src/verifier/webauthn/input.ts';
import {
  lenient,
  type Profile,
  profiles,
  type Relaxation,
  relaxations,
  strict,
} from '../../../../src/verifier/webauthn/profile.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { aaguid, assertion, attestationKeys, credentialId, es256, registration } from './ceremony-builder.ts';
import { makeCertificate } from './certificate-builder.ts';

type Ceremony =
  | { readonly kind: 'registration'; readonly input: RegistrationInput }
  | { readonly kind: 'assertion'; readonly input: AssertionInput };

const topOrigin = 'https://top.example';
const framed = registration('none', { clientData: { crossOrigin: true, topOrigin } });
const offCurve = es256.publicKeyBytes.slice();
offCurve[offCurve.length - 1]! ^= 1;
const attestedCredentialData = { aaguid, credentialId, credentialPublicKeyBytes: es256.publicKeyBytes };

/** Switches that are tested with the format they belong to. */
const ofFormats = ['tpm-clock-safe', 'tpm-manufacturer', 'android-key-authorizations'] as const;

/** For each other switch, a ceremony that breaks the duty it waives and no other. */
const ceremonies: Readonly<Record<Exclude<Relaxation, (typeof ofFormats)[number]>, Ceremony>> = {
  'cross-origin-unexpected': create(registration('none', { clientData: { crossOrigin: true } })),
  'top-origin-unexpected': create({ ...framed, expected: { ...framed.expected, crossOrigin: 'allowed' } }),
  'top-origin-without-cross-origin': create({
    ...registration('none', { clientData: { topOrigin } }),
    expected: { ...framed.expected, crossOrigin: 'allowed', topOrigins: [topOrigin] },
  }),
  'credential-id-unbound': create({ ...framed, response: { ...registration('none').response, id: 'AAAA' } }),
  'credential-id-length': create(registration('none', { id: new Uint8Array(1024) })),
  'public-key-unread': create(
    registration('none', {
      authData: { attestedCredentialData: { ...attestedCredentialData, credentialPublicKeyBytes: offCurve } },
    }),
  ),
  'algorithm-not-requested': create({
    ...registration('none'),
    expected: { ...framed.expected, pubKeyCredParams: [] },
  }),
  'backup-flags': create(registration('none', { authData: { bs: true } })),
  'attested-data-in-assertion': get(assertion({ authData: { attestedCredentialData } })),
  'counter-went-back': get(assertion({ authData: { signCount: 0 } })),
  'extension-outputs': create({
    ...registration('none', { authData: { extensions: new Map([['credProtect', 4]]) } }),
    expected: { ...framed.expected, extensions: { credentialProtectionPolicy: 'userVerificationRequired' } },
  }),
  'statement-extra-members': create(
    registration('packed', { statement: (sound) => new Map([...sound, ['ver', utf8('1')]]) }),
  ),
  'certificate-requirements': create(
    registration('packed', { x5c: [makeCertificate({ keys: attestationKeys, aaguid, ca: true })] }),
  ),
  'u2f-aaguid': create(registration('fido-u2f', { authData: { attestedCredentialData } })),
};

function create(input: RegistrationInput): Ceremony {
  return { kind: 'registration', input };
}

function get(input: AssertionInput): Ceremony {
  return { kind: 'assertion', input };
}

function judge(ceremony: Ceremony, profile: Profile): ReturnType<typeof verifyRegistration | typeof verifyAssertion> {
  if (ceremony.kind === 'registration') return verifyRegistration({ ...ceremony.input, profile });
  return verifyAssertion({ ...ceremony.input, profile });
}

describe('a profile', () => {
  it('has the name it is listed under', () => {
    for (const [name, profile] of Object.entries(profiles)) expect(profile.name).toBe(name);
  });

  for (const relaxation of Object.keys(ceremonies) as (keyof typeof ceremonies)[]) {
    it(`waives ${relaxation} by that switch alone`, () => {
      const ceremony = ceremonies[relaxation];
      const others = Object.keys(relaxations).filter((other) => other !== relaxation);
      const without: Profile = { name: 'without', waives: Object.fromEntries(others.map((other) => [other, true])) };
      const only: Profile = { name: 'only', waives: { [relaxation]: true } };
      expect(judge(ceremony, strict)).toMatchObject({ kind: 'rejected' });
      expect(judge(ceremony, without)).toMatchObject({ kind: 'rejected' });
      const verdict = judge(ceremony, only);
      expect(verdict).toMatchObject({ kind: 'accepted' });
      expect(verdict.warnings.every(({ waivedBy }) => waivedBy === relaxation)).toBe(true);
      expect(verdict.warnings.length).toBeGreaterThan(0);
    });
  }

  it('has a test for each switch', () => {
    expect([...Object.keys(ceremonies), ...ofFormats].sort()).toEqual(Object.keys(relaxations).sort());
  });

  it('never waives a signature', () => {
    const spoil = { signature: (sound: Uint8Array) => concat(sound, fromHex('00')) };
    const every: Profile = {
      name: 'every',
      waives: Object.fromEntries(Object.keys(relaxations).map((name) => [name, true])),
    };
    for (const profile of [lenient, every]) {
      expect(judge(get(assertion(spoil)), profile)).toMatchObject({ code: 'signature-invalid' });
      expect(judge(create(registration('packed', spoil)), profile)).toMatchObject({
        code: 'attestation-signature-invalid',
      });
    }
  });
});
