import { DecodeError } from '../../../errors/decode-error.ts';
import { judgeAaguidExtension } from '../aaguid-extension.ts';
import { type Certificate, findExtension, type NameAttribute, readAttributes } from '../certificate.ts';
import { derTag, expectDer, oidText, readDerAll, readWholeDer } from '../der-reader.ts';
import type { Ledger } from '../ledger.ts';
import { defineStep } from '../step.ts';
import { tpmManufacturers } from './manufacturers.ts';

const EXTENDED_KEY_USAGE = '2.5.29.37';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const TCG_KP_AIK_CERTIFICATE = '2.23.133.8.3';
const TPM_MANUFACTURER = '2.23.133.2.1';
const TPM_MODEL = '2.23.133.2.2';
const TPM_VERSION = '2.23.133.2.3';

/** The steps over the AIK certificate of the tpm format. */
export const aikCertificateSteps = {
  version: defineStep('8.3.1', undefined, 'the AIK certificate is of version 3'),
  subject: defineStep('8.3.1', undefined, 'the subject is empty'),
  alternativeName: defineStep('8.3.1', undefined, 'the Subject Alternative Name gives manufacturer, model and version'),
  manufacturer: defineStep('8.3.1', undefined, 'the manufacturer is one that the TCG lists'),
  extendedKeyUsage: defineStep('8.3.1', undefined, 'Extended Key Usage has tcg-kp-AIKCertificate'),
  basicConstraints: defineStep('8.3.1', undefined, 'Basic Constraints say that it is no CA'),
  aaguid: defineStep('8.3', undefined, 'the AAGUID extension, where there is one, is the AAGUID of authData'),
} as const;

/** Judges an AIK certificate by section 8.3.1, and its AAGUID extension by section 8.3. */
export function judgeAikCertificate(ledger: Ledger, certificate: Certificate, aaguid: Uint8Array): void {
  const steps = aikCertificateSteps;
  type Name = 'version' | 'subject' | 'alternativeName' | 'extendedKeyUsage' | 'basicConstraints';
  const demand = (name: Name, holds: boolean, expected: string): void => {
    ledger.demand(
      steps[name],
      holds,
      'attestation-certificate-unfit',
      () => `attStmt.x5c[0]: expected ${expected}, received something else`,
      certificate.der,
      'certificate-requirements',
    );
  };
  demand('version', certificate.version === 3, 'version 3');
  demand('subject', certificate.subjectAttributes.length === 0, 'an empty subject');
  const attributes = readOr(() => alternativeName(certificate), []);
  const only = (oid: string): string => {
    const found = attributes.filter((attribute) => attribute.oid === oid);
    return found.length === 1 ? found[0]!.text : '';
  };
  const manufacturer = /^id:([0-9A-F]{8})$/i.exec(only(TPM_MANUFACTURER))?.[1]?.toUpperCase();
  demand(
    'alternativeName',
    manufacturer !== undefined && only(TPM_MODEL) !== '' && only(TPM_VERSION) !== '',
    'manufacturer, model and version of the TPM in the Subject Alternative Name',
  );
  if (manufacturer === undefined) ledger.skip(steps.manufacturer);
  else {
    ledger.demand(
      steps.manufacturer,
      tpmManufacturers.has(manufacturer),
      'tpm-manufacturer-unknown',
      () => `attStmt.x5c[0]: expected a manufacturer that the TCG lists, received ${manufacturer}`,
      certificate.der,
      'tpm-manufacturer',
    );
  }
  const purposes = readOr(() => extendedKeyUsage(certificate), []);
  demand('extendedKeyUsage', purposes.includes(TCG_KP_AIK_CERTIFICATE), 'Extended Key Usage tcg-kp-AIKCertificate');
  demand('basicConstraints', certificate.basicConstraints?.ca === false, 'Basic Constraints without CA');
  judgeAaguidExtension(ledger, steps.aaguid, certificate, aaguid);
}

// a directoryName among the general names; its attributes stand in one set, or in a set each
function alternativeName(certificate: Certificate): NameAttribute[] {
  const extension = findExtension(certificate, SUBJECT_ALTERNATIVE_NAME);
  if (extension === undefined) return [];
  const path = 'subjectAltName';
  return readDerAll(readWholeDer(extension.value, derTag.sequence, path), path)
    .filter(({ tag }) => tag === 0xa4)
    .flatMap(({ content }) => readAttributes(readWholeDer(content, derTag.sequence, path), path));
}

function extendedKeyUsage(certificate: Certificate): string[] {
  const extension = findExtension(certificate, EXTENDED_KEY_USAGE);
  if (extension === undefined) return [];
  const path = 'extKeyUsage';
  const purposes = readDerAll(readWholeDer(extension.value, derTag.sequence, path), path);
  return purposes.map((purpose) => oidText(expectDer(purpose, derTag.oid, path), path));
}

function readOr<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return otherwise;
    throw error;
  }
}
