import { AAGUID_EXTENSION, judgeAaguidExtension } from './aaguid-extension.ts';
import { type Certificate, findExtension } from './certificate.ts';
import { derTag } from './der-reader.ts';
import type { Ledger } from './ledger.ts';
import { defineStep } from './step.ts';

const COUNTRY = '2.5.4.6';
const ORGANIZATION = '2.5.4.10';
const UNIT = '2.5.4.11';
const COMMON_NAME = '2.5.4.3';
const UNIT_TEXT = 'Authenticator Attestation';

/** The steps over an attestation certificate of the packed format. */
export const certificateSteps = {
  version: defineStep('8.2.1', undefined, 'the attestation certificate is of version 3'),
  country: defineStep('8.2.1', undefined, 'Subject-C is a country code of two letters'),
  organization: defineStep('8.2.1', undefined, 'Subject-O names the vendor'),
  unit: defineStep('8.2.1', undefined, 'Subject-OU is Authenticator Attestation, in UTF8String'),
  commonName: defineStep('8.2.1', undefined, 'Subject-CN is a text'),
  basicConstraints: defineStep('8.2.1', undefined, 'Basic Constraints say that it is no CA'),
  aaguidCritical: defineStep('8.2.1', undefined, 'the AAGUID extension is not critical'),
  aaguid: defineStep('8.2', '2', 'the AAGUID extension, where there is one, is the AAGUID of authData'),
} as const;

/** Judges an attestation certificate by section 8.2.1, and its AAGUID extension by section 8.2 step 2. */
export function judgeAttestationCertificate(ledger: Ledger, certificate: Certificate, aaguid: Uint8Array): void {
  const demand = (name: Exclude<keyof typeof certificateSteps, 'aaguid'>, holds: boolean, expected: string): void => {
    ledger.demand(
      certificateSteps[name],
      holds,
      'attestation-certificate-unfit',
      () => `attStmt.x5c[0]: expected ${expected}, received something else`,
      certificate.der,
      'certificate-requirements',
    );
  };
  const only = (oid: string): { tag: number; text: string } | undefined => {
    const found = certificate.subjectAttributes.filter((attribute) => attribute.oid === oid);
    return found.length === 1 ? found[0] : undefined;
  };
  const unit = only(UNIT);
  demand('version', certificate.version === 3, 'version 3');
  demand('country', /^[A-Z]{2}$/.test(only(COUNTRY)?.text ?? ''), 'Subject-C of two letters');
  demand('organization', (only(ORGANIZATION)?.text ?? '') !== '', 'one Subject-O');
  demand('unit', unit?.text === UNIT_TEXT && unit.tag === derTag.utf8String, `Subject-OU ${UNIT_TEXT} in UTF8String`);
  demand('commonName', (only(COMMON_NAME)?.text ?? '') !== '', 'one Subject-CN');
  demand('basicConstraints', certificate.basicConstraints?.ca === false, 'Basic Constraints without CA');
  judgeAaguid(ledger, certificate, aaguid, demand);
}

function judgeAaguid(
  ledger: Ledger,
  certificate: Certificate,
  aaguid: Uint8Array,
  demand: (name: 'aaguidCritical', holds: boolean, expected: string) => void,
): void {
  const extension = findExtension(certificate, AAGUID_EXTENSION);
  if (extension === undefined) ledger.skip(certificateSteps.aaguidCritical);
  else demand('aaguidCritical', !extension.critical, 'the AAGUID extension not to be critical');
  judgeAaguidExtension(ledger, certificateSteps.aaguid, certificate, aaguid);
}
