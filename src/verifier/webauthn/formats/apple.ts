import { concat, equalBytes } from '../../../bytes/bytes.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { findExtension } from '../certificate.ts';
import { isCertificateOf } from '../certificate-key.ts';
import { derTag, readWholeDer } from '../der-reader.ts';
import {
  certificatesMember,
  demandNoOthers,
  leafOf,
  member,
  readCertificates,
  type StatementVerifier,
} from '../statement.ts';
import { defineStep } from '../step.ts';

/** The extension in which Apple's certificate carries the nonce. */
export const APPLE_NONCE_EXTENSION = '1.2.840.113635.100.8.2';

/** The steps of the apple format. */
export const appleSteps = {
  syntax: defineStep('8.8', '1', 'attStmt has x5c, and nothing else'),
  certificates: defineStep('8.8', '1', 'x5c holds certificates in DER, the one of the credential first'),
  nonce: defineStep('8.8', '4', 'the nonce of the certificate is the hash over authData and the hash'),
  publicKey: defineStep('8.8', '5', 'the certificate is of the credential public key'),
} as const;

/** Apple anonymous attestation (section 8.8): a certificate of the credential key, made for this registration. */
export const verifyApple: StatementVerifier = (context) => {
  const { ledger, credential } = context;
  // step 1
  const x5c = member(context, appleSteps.syntax, 'x5c', certificatesMember);
  demandNoOthers(context, appleSteps.syntax, ['x5c']);
  const trustPath = readCertificates(context, appleSteps.certificates, x5c);
  const leaf = leafOf(trustPath);
  // steps 2 and 3
  const nonce = sha256(concat(context.authDataBytes, context.clientDataHash));
  // step 4
  const extension = findExtension(leaf, APPLE_NONCE_EXTENSION);
  const found =
    extension === undefined
      ? undefined
      : ledger.read(appleSteps.nonce, 'attestation-nonce-mismatch', extension.value, () => readNonce(extension.value));
  ledger.demand(
    appleSteps.nonce,
    found !== undefined && equalBytes(found, nonce),
    'attestation-nonce-mismatch',
    () =>
      `attStmt.x5c[0]: expected the nonce of this registration, received ${found === undefined ? 'none' : 'another'}`,
    extension?.value ?? leaf.der,
  );
  // step 5
  ledger.demand(
    appleSteps.publicKey,
    isCertificateOf(leaf, credential.credentialPublicKey),
    'attestation-public-key-mismatch',
    () => 'attStmt.x5c[0]: expected the credential public key, received another',
    leaf.publicKeyInfo,
  );
  return { type: 'anonca', trustPath };
};

// SEQUENCE { [1] OCTET STRING }
function readNonce(value: Uint8Array): Uint8Array {
  const tagged = readWholeDer(value, derTag.sequence, 'nonce');
  return readWholeDer(readWholeDer(tagged, 0xa1, 'nonce'), derTag.octetString, 'nonce');
}
