import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { assertionSteps } from '../../../src/verifier/webauthn/assertion-steps.ts';
import { registrationSteps } from '../../../src/verifier/webauthn/registration-steps.ts';
import { forgets, forgetsWhen, tried } from './twists.ts';
import { refusesAssertion, refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over the flags of authenticator data. */
export const flagMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.forgets-presence-at-registration',
    fault: 'Does not look for UP in a registration.',
    caughtBy: refusesRegistration('flags.up-clear', 'flags.up-clear-uv-set'),
    twist: forgets(registrationSteps.userPresent),
  }),
  verifierMutant({
    id: 'verifier.forgets-presence-at-assertion',
    fault: 'Does not look for UP in an assertion.',
    caughtBy: refusesAssertion('flags.up-clear', 'flags.up-clear-uv-set', 'flags.zero'),
    twist: forgets(assertionSteps.userPresent),
  }),
  verifierMutant({
    id: 'verifier.takes-verification-for-presence',
    fault: 'Asks an assertion for UP or UV, whichever is there.',
    caughtBy: refusesAssertion('flags.up-clear-uv-set'),
    twist: forgetsWhen(
      assertionSteps.userPresent,
      ({ response }) => 'authenticatorData' in response && ((response.authenticatorData[32] ?? 0) & 0x04) !== 0,
    ),
  }),
  verifierMutant({
    id: 'verifier.forgets-verification-at-registration',
    fault: 'Takes a registration without UV though it required user verification.',
    caughtBy: refusesRegistration('flags.uv-clear'),
    twist: forgets(registrationSteps.userVerified),
  }),
  verifierMutant({
    id: 'verifier.forgets-verification-at-assertion',
    fault: 'Takes an assertion without UV though it required user verification.',
    caughtBy: refusesAssertion('flags.uv-clear'),
    twist: forgets(assertionSteps.userVerified),
  }),
  verifierMutant({
    id: 'verifier.takes-backup-of-the-ineligible-at-registration',
    fault: 'Takes BS without BE in a registration.',
    caughtBy: refusesRegistration('flags.bs-without-be'),
    twist: forgets(registrationSteps.backupFlags),
  }),
  verifierMutant({
    id: 'verifier.takes-backup-of-the-ineligible-at-assertion',
    fault: 'Takes BS without BE in an assertion.',
    caughtBy: refusesAssertion('flags.bs-without-be'),
    twist: forgets(assertionSteps.backupFlags),
  }),
  verifierMutant({
    id: 'verifier.forgets-backup-eligibility',
    fault: 'Does not compare BE with that of the registration.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('flags.be-gone', 'flags.be-new', 'flags.be-and-bs-new'),
    twist: forgets(assertionSteps.backupEligibility),
  }),
  verifierMutant({
    id: 'verifier.lets-credentials-become-eligible',
    fault: 'Takes BE in an assertion although the registration had none, as if the key had been upgraded.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('flags.be-new'),
    twist: forgetsWhen(assertionSteps.backupEligibility, (input) => {
      if (!('credential' in input)) return false;
      const { authenticatorData } = input.response;
      return (
        input.credential.backupEligible === false &&
        tried(() => decodeAuthenticatorData(authenticatorData))?.be === true
      );
    }),
  }),
  verifierMutant({
    id: 'verifier.takes-attested-data-in-assertions',
    fault: 'Takes attested credential data in an assertion.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('flags.attested-data'),
    twist: forgets(assertionSteps.noAttestedData),
  }),
];
