import { certificateSteps } from '../../../src/verifier/webauthn/attestation-certificate.ts';
import { aikCertificateSteps } from '../../../src/verifier/webauthn/tpm/aik-certificate.ts';
import { forgets } from './twists.ts';
import { refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over what attestation certificates must say: section 8.2.1, and 8.3.1 for those of a TPM. */
export const certificateMutants: readonly VerifierMutant[] = [
  forgetsRequirement('version', 'the version', 'version-1', 'version-2'),
  forgetsRequirement('country', 'C in the subject', 'country-missing', 'country-three-letters'),
  forgetsRequirement('organization', 'O in the subject', 'organization-missing'),
  forgetsRequirement('unit', 'OU in the subject', 'unit-missing', 'unit-other', 'unit-lower-case'),
  forgetsRequirement('commonName', 'CN in the subject', 'common-name-missing'),
  forgetsRequirement('basicConstraints', 'Basic Constraints', 'ca', 'basic-constraints-missing'),
  forgetsRequirement('aaguidCritical', 'the criticality of the AAGUID extension', 'aaguid-critical'),
  forgetsRequirement('aaguid', 'the AAGUID in its extension', 'aaguid-other', 'aaguid-empty'),
  verifierMutant({
    id: 'verifier.forgets-certificate-requirements',
    fault: 'Looks at none of the requirements of section 8.2.1.',
    caughtBy: refusesRegistration('certificate.subject-empty', 'certificate.unit-printable', 'certificate.ca'),
    twist: forgets(...Object.values(certificateSteps)),
  }),
  verifierMutant({
    id: 'verifier.forgets-aik-subject',
    fault: 'Does not look whether the subject of an AIK certificate is empty.',
    caughtBy: refusesRegistration('tpm.aik-subject-not-empty'),
    twist: forgets(aikCertificateSteps.subject),
  }),
  verifierMutant({
    id: 'verifier.forgets-aik-manufacturer',
    fault: 'Takes an AIK certificate of a manufacturer that nobody knows.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('tpm.aik-vendor-unknown'),
    twist: forgets(aikCertificateSteps.manufacturer),
  }),
  verifierMutant({
    id: 'verifier.forgets-aik-purpose',
    fault: 'Does not look at the Extended Key Usage of an AIK certificate.',
    caughtBy: refusesRegistration('tpm.aik-purpose-missing', 'tpm.aik-purpose-other'),
    twist: forgets(aikCertificateSteps.extendedKeyUsage),
  }),
  verifierMutant({
    id: 'verifier.forgets-aik-basic-constraints',
    fault: 'Takes an AIK certificate that is that of a CA.',
    caughtBy: refusesRegistration('tpm.aik-ca', 'tpm.aik-basic-constraints-missing'),
    twist: forgets(aikCertificateSteps.basicConstraints),
  }),
  verifierMutant({
    id: 'verifier.forgets-aik-aaguid',
    fault: 'Does not compare the AAGUID extension of an AIK certificate with authenticator data.',
    caughtBy: refusesRegistration('tpm.aik-aaguid-other'),
    twist: forgets(aikCertificateSteps.aaguid),
  }),
];

function forgetsRequirement(
  step: keyof typeof certificateSteps,
  what: string,
  ...spoils: readonly string[]
): VerifierMutant {
  const slug = step.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return verifierMutant({
    id: `verifier.forgets-certificate-${slug}`,
    fault: `Does not look at ${what} of an attestation certificate.`,
    caughtBy: refusesRegistration(...spoils.map((spoil) => `certificate.${spoil}`)),
    twist: forgets(certificateSteps[step]),
  });
}
