import { concat } from '../../../bytes/bytes.ts';
import { coseAlgorithm } from '../../../codec/cose-key.ts';
import { fitsAlgorithm, verifyAttestationSignature } from '../attestation-signature.ts';
import {
  bytesMember,
  certificatesMember,
  demandNoOthers,
  leafOf,
  member,
  readCertificates,
  type StatementVerifier,
} from '../statement.ts';
import { defineStep } from '../step.ts';

/** The steps of the fido-u2f format. */
export const fidoU2fSteps = {
  syntax: defineStep('8.6', '1', 'attStmt has sig and x5c, and nothing else'),
  single: defineStep('8.6', '2', 'x5c holds exactly one certificate'),
  certificate: defineStep('8.6', '2', 'x5c holds a certificate in DER'),
  certificateKey: defineStep('8.6', '2', 'the key of the certificate is a point on P-256'),
  aaguid: defineStep('10.2', undefined, 'the AAGUID of a U2F credential is zero', 'CTAP 2.3'),
  publicKey: defineStep('8.6', '4', 'the credential public key is a point on P-256'),
  signature: defineStep('8.6', '6', 'sig is over the U2F registration data, by the key of the certificate'),
} as const;

/** FIDO U2F attestation (section 8.6): the registration message of U2F, rebuilt and verified. */
export const verifyFidoU2f: StatementVerifier = (context) => {
  const { ledger, credential, authData } = context;
  // step 1
  const sig = member(context, fidoU2fSteps.syntax, 'sig', bytesMember);
  const x5c = member(context, fidoU2fSteps.syntax, 'x5c', certificatesMember);
  demandNoOthers(context, fidoU2fSteps.syntax, ['sig', 'x5c']);
  // step 2
  ledger.demand(
    fidoU2fSteps.single,
    x5c.length === 1,
    'attestation-statement-malformed',
    () => `attStmt.x5c: expected one certificate, received ${x5c.length}`,
  );
  const trustPath = readCertificates(context, fidoU2fSteps.certificate, x5c);
  const certificate = leafOf(trustPath);
  ledger.demand(
    fidoU2fSteps.certificateKey,
    fitsAlgorithm(coseAlgorithm.ES256, certificate.publicKey),
    'attestation-certificate-unfit',
    () => 'attStmt.x5c: expected a key on P-256, received another',
    certificate.der,
  );
  ledger.demand(
    fidoU2fSteps.aaguid,
    credential.aaguid.every((byte) => byte === 0),
    'attestation-aaguid-mismatch',
    () => 'aaguid: expected zero for a U2F credential, received another',
    credential.aaguid,
    'u2f-aaguid',
  );
  // steps 3 and 4
  const key = credential.credentialPublicKey;
  if (key.kty !== 2 || key.crv !== 1 || key.alg !== coseAlgorithm.ES256) {
    const because = 'credentialPublicKey: expected ES256 on P-256 for a U2F credential, received another';
    return ledger.refuse(fidoU2fSteps.publicKey, 'public-key-invalid', because, credential.credentialPublicKeyBytes);
  }
  ledger.pass(fidoU2fSteps.publicKey, credential.credentialPublicKeyBytes);
  // steps 5 and 6
  const signed = concat(
    Uint8Array.of(0x00),
    authData.rpIdHash,
    context.clientDataHash,
    credential.credentialId,
    Uint8Array.of(0x04),
    key.x,
    key.y,
  );
  ledger.demand(
    fidoU2fSteps.signature,
    verifyAttestationSignature(coseAlgorithm.ES256, certificate.publicKey, signed, sig),
    'attestation-signature-invalid',
    () => "attStmt.sig: expected a signature by the certificate's key, received another",
    sig,
  );
  return { type: 'basic', trustPath };
};
