import { equalBytes } from '../../bytes/bytes.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { type Certificate, findExtension } from './certificate.ts';
import { derTag, readWholeDer } from './der-reader.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';

/** id-fido-gen-ce-aaguid: the extension in which an attestation certificate names its model. */
export const AAGUID_EXTENSION = '1.3.6.1.4.1.45724.1.1.4';

/** Judges that the AAGUID extension, where a certificate has one, is the AAGUID of authData; true where it has one. */
export function judgeAaguidExtension(
  ledger: Ledger,
  step: StepDefinition,
  certificate: Certificate,
  aaguid: Uint8Array,
): boolean {
  const extension = findExtension(certificate, AAGUID_EXTENSION);
  if (extension === undefined) {
    ledger.skip(step);
    return false;
  }
  ledger.demand(
    step,
    equalBytes(octetsWithin(extension.value), aaguid),
    'attestation-aaguid-mismatch',
    () => 'attStmt.x5c[0]: expected the AAGUID of authData, received another',
    extension.value,
  );
  return true;
}

// the extension's value is itself an OCTET STRING of 16 bytes
function octetsWithin(value: Uint8Array): Uint8Array {
  try {
    return readWholeDer(value, derTag.octetString, 'id-fido-gen-ce-aaguid');
  } catch (error) {
    if (error instanceof DecodeError) return new Uint8Array(0);
    throw error;
  }
}
