import { registrationSteps } from '../../../src/verifier/webauthn/registration-steps.ts';
import { forgets, forgetsCode } from './twists.ts';
import { refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over the new credential: its id, its public key, its algorithm. */
export const credentialMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.takes-any-presented-id',
    fault: 'Does not look whether the presented id is the attested one.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('credential.id-not-attested', 'credential.id-truncated'),
    twist: forgets(registrationSteps.credentialIdBound),
  }),
  verifierMutant({
    id: 'verifier.takes-long-credential-ids',
    fault: 'Takes credential ids of more than 1023 bytes.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('credential-id.1024-bytes', 'credential-id.65535-bytes'),
    twist: forgetsCode(registrationSteps.credentialIdLength, 'credential-id-too-long'),
  }),
  verifierMutant({
    id: 'verifier.takes-empty-credential-ids',
    fault: 'Takes a credential id of no bytes.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('credential-id.empty'),
    twist: forgetsCode(registrationSteps.credentialIdLength, 'credential-id-empty'),
  }),
  verifierMutant({
    id: 'verifier.leaves-public-keys-unread',
    fault: 'Keeps the public key of a registration without reading it.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('public-key.off-curve', 'public-key.zero-point'),
    twist: forgets(registrationSteps.publicKeyValid),
  }),
  verifierMutant({
    id: 'verifier.takes-any-algorithm',
    fault: 'Takes a credential of an algorithm that was not asked for.',
    caughtBy: refusesRegistration('public-key.not-requested'),
    twist: forgets(registrationSteps.algorithm),
  }),
  verifierMutant({
    id: 'verifier.takes-unknown-algorithms',
    fault: 'Takes a credential of an algorithm that nobody knows.',
    caughtBy: refusesRegistration('public-key.alg-unknown', 'public-key.alg-none'),
    twist: forgets(registrationSteps.algorithm, registrationSteps.publicKeySupported),
  }),
];
