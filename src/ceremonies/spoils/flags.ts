import { authenticatorFlag } from '../../codec/authenticator-data.ts';
import type { AssertionSpoil, RegistrationSpoil, SpoiledStep, SpoilNeeds } from '../spoil.ts';
import { assertionStep, clause, registrationStep } from './shared-spoil.ts';

const { UP, UV, BE, BS, AT, ED } = authenticatorFlag;
const lengths = clause('6.1');

interface Bits {
  readonly set?: number;
  readonly clear?: number;
}

/** Registrations whose flags are spoiled. */
export const flagsRegistrationSpoils: readonly RegistrationSpoil[] = [
  ofRegistration('up-clear', 'flags have UP clear', { clear: UP }, 'MUST', [registrationStep('15')]),
  ofRegistration('up-clear-uv-set', 'flags have UV set and UP clear', { clear: UP, set: UV }, 'MUST', [
    registrationStep('15'),
  ]),
  ofRegistration(
    'uv-clear',
    'flags have UV clear though user verification is required',
    { clear: UV },
    'MUST',
    [registrationStep('16')],
    { userVerification: 'required' },
  ),
  ofRegistration('bs-without-be', 'flags have BS set and BE clear', { clear: BE, set: BS }, 'MUST', [
    registrationStep('17'),
  ]),
  ofRegistration(
    'at-clear',
    'flags have AT clear before attested credential data',
    { clear: AT },
    'MUST',
    [lengths, clause('6.5'), clause('6.5.1'), registrationStep('20')],
    { kinds: ['none'] },
  ),
  ofRegistration('ed-without-extensions', 'flags have ED set and no extensions follow', { set: ED }, 'MUST', [
    lengths,
    registrationStep('28'),
  ]),
  {
    ceremony: 'registration',
    id: 'flags.ed-clear',
    says: 'flags have ED clear before extensions',
    level: 'SHOULD',
    steps: [lengths],
    hooks: {
      authenticatorData: (sound) => ({ ...sound, flags: sound.flags & ~ED, extensions: Uint8Array.of(0xa0) }),
    },
  },
  {
    ceremony: 'registration',
    id: 'flags.zero',
    says: 'flags are all clear',
    level: 'MUST',
    steps: [lengths, clause('6.5'), registrationStep('15')],
    needs: { kinds: ['none'] },
    hooks: { authenticatorData: (sound) => ({ ...sound, flags: 0 }) },
  },
];

/** Assertions whose flags are spoiled. */
export const flagsAssertionSpoils: readonly AssertionSpoil[] = [
  ofAssertion('up-clear', 'flags have UP clear', { clear: UP }, 'MUST', [assertionStep('16')]),
  ofAssertion('up-clear-uv-set', 'flags have UV set and UP clear', { clear: UP, set: UV }, 'MUST', [
    assertionStep('16'),
  ]),
  ofAssertion('zero', 'flags are all clear', { clear: 0xff }, 'MUST', [assertionStep('16')], { backupEligible: false }),
  ofAssertion(
    'uv-clear',
    'flags have UV clear though user verification is required',
    { clear: UV },
    'MUST',
    [assertionStep('17')],
    { userVerification: 'required' },
  ),
  ofAssertion('bs-without-be', 'flags have BS set and BE clear', { set: BS }, 'MUST', [assertionStep('18')], {
    backupEligible: false,
  }),
  ofAssertion(
    'be-gone',
    'flags have BE clear though the credential is backup eligible',
    { clear: BE | BS },
    'SHOULD',
    [assertionStep('19')],
    { backupEligible: true },
  ),
  ofAssertion(
    'be-new',
    'flags have BE set though the credential is not backup eligible',
    { set: BE },
    'SHOULD',
    [assertionStep('19')],
    { backupEligible: false },
  ),
  ofAssertion(
    'be-and-bs-new',
    'flags have BE and BS set though the credential is not backup eligible',
    { set: BE | BS },
    'SHOULD',
    [assertionStep('19')],
    { backupEligible: false },
  ),
  // Nobody reads attested credential data of an assertion: section 7.2 has no step for them.
  ofAssertion('at-without-data', 'flags have AT set and no attested credential data follows', { set: AT }, 'SHOULD', [
    lengths,
  ]),
  ofAssertion('ed-without-extensions', 'flags have ED set and no extensions follow', { set: ED }, 'MUST', [
    lengths,
    assertionStep('23'),
  ]),
  {
    ceremony: 'assertion',
    id: 'flags.ed-clear',
    says: 'flags have ED clear before extensions',
    level: 'SHOULD',
    steps: [lengths],
    hooks: {
      authenticatorData: (sound) => ({ ...sound, flags: sound.flags & ~ED, extensions: Uint8Array.of(0xa0) }),
    },
  },
  {
    ceremony: 'assertion',
    id: 'flags.at-clear',
    says: 'flags have AT clear before attested credential data',
    level: 'SHOULD',
    steps: [lengths],
    hooks: { authenticatorData: (sound) => ({ ...sound, attested }) },
  },
  {
    ceremony: 'assertion',
    id: 'flags.attested-data',
    says: 'flags have AT set before attested credential data',
    level: 'SHOULD',
    steps: [lengths],
    hooks: { authenticatorData: (sound) => ({ ...sound, flags: sound.flags | AT, attested }) },
  },
];

/** The base point of P-256 as an ES256 credential. */
const attested = {
  aaguid: new Uint8Array(16),
  credentialId: new Uint8Array(16).fill(1),
  publicKey: new Uint8Array(
    Buffer.from(
      'a50102032620012158206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
        '2258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
      'hex',
    ),
  ),
};

function ofRegistration(
  name: string,
  says: string,
  bits: Bits,
  level: RegistrationSpoil['level'],
  steps: readonly SpoiledStep[],
  needs?: SpoilNeeds,
): RegistrationSpoil {
  return { ceremony: 'registration', ...facts(name, says, level, steps, needs), hooks: hooksOf(bits) };
}

function ofAssertion(
  name: string,
  says: string,
  bits: Bits,
  level: AssertionSpoil['level'],
  steps: readonly SpoiledStep[],
  needs?: SpoilNeeds,
): AssertionSpoil {
  return { ceremony: 'assertion', ...facts(name, says, level, steps, needs), hooks: hooksOf(bits) };
}

function facts(
  name: string,
  says: string,
  level: RegistrationSpoil['level'],
  steps: readonly SpoiledStep[],
  needs: SpoilNeeds | undefined,
): Omit<RegistrationSpoil, 'ceremony' | 'hooks'> {
  return { id: `flags.${name}`, says, level, steps, ...(needs === undefined ? {} : { needs }) };
}

function hooksOf({ set = 0, clear = 0 }: Bits): Pick<AssertionSpoil['hooks'], 'authenticatorData'> {
  return { authenticatorData: (sound) => ({ ...sound, flags: (sound.flags & ~clear) | set }) };
}
