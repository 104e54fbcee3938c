import { tpmSteps } from '../../../src/verifier/webauthn/formats/tpm.ts';
import { forgets } from './twists.ts';
import { refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over statements of tpm. */
export const tpmMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.forgets-tpm-version',
    fault: 'Takes a tpm statement of any version.',
    caughtBy: refusesRegistration('tpm.version-other'),
    twist: forgets(tpmSteps.version),
  }),
  verifierMutant({
    id: 'verifier.forgets-tpm-magic',
    fault: 'Does not look whether certInfo was made inside the TPM.',
    caughtBy: refusesRegistration('tpm.magic', 'tpm.magic-reversed'),
    twist: forgets(tpmSteps.magic),
  }),
  verifierMutant({
    id: 'verifier.forgets-tpm-type',
    fault: 'Takes a certInfo that attests something else than a certified key.',
    caughtBy: refusesRegistration('tpm.type-quote', 'tpm.type-creation'),
    twist: forgets(tpmSteps.type),
  }),
  verifierMutant({
    id: 'verifier.forgets-tpm-extra-data',
    fault: 'Does not look whether certInfo is of this registration.',
    caughtBy: refusesRegistration('tpm.extra-data-other', 'tpm.extra-data-empty', 'tpm.extra-data-truncated'),
    twist: forgets(tpmSteps.extraData),
  }),
  verifierMutant({
    id: 'verifier.forgets-tpm-name',
    fault: 'Does not look whether the certified name is that of pubArea.',
    caughtBy: refusesRegistration('tpm.name-other', 'tpm.name-empty'),
    twist: forgets(tpmSteps.name),
  }),
  verifierMutant({
    id: 'verifier.forgets-tpm-key',
    fault: 'Does not compare the key of pubArea with the credential public key.',
    caughtBy: refusesRegistration('tpm.public-key-other', 'tpm.exponent-other', 'tpm.curve-other'),
    twist: forgets(tpmSteps.publicKey),
  }),
  verifierMutant({
    id: 'verifier.forgets-tpm-signature',
    fault: 'Does not verify the signature over certInfo.',
    caughtBy: refusesRegistration('tpm.signature-over-other-info'),
    twist: forgets(tpmSteps.signature),
  }),
];
