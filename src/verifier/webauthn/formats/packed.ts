import { concat } from '../../../bytes/bytes.ts';
import { judgeAttestationCertificate } from '../attestation-certificate.ts';
import {
  algorithmMember,
  bytesMember,
  certificatesMember,
  demandCertificateSignature,
  demandNoOthers,
  leafOf,
  member,
  readCertificates,
  type StatementContext,
  type StatementResult,
  type StatementVerifier,
} from '../statement.ts';
import { defineStep } from '../step.ts';

/** The steps of the packed format. */
export const packedSteps = {
  syntax: defineStep('8.2', '1', 'attStmt has alg and sig, x5c where a certificate signed, and nothing else'),
  certificates: defineStep('8.2', '2', 'x5c holds certificates in DER, the attestation certificate first'),
  signature: defineStep(
    '8.2',
    '2',
    'sig is over authData and the hash, by the key of the attestation certificate with alg',
  ),
  selfAlgorithm: defineStep('8.2', '3', 'alg is the algorithm of the credential public key'),
  selfSignature: defineStep('8.2', '3', 'sig is over authData and the hash, by the credential private key'),
} as const;

/** Packed attestation (section 8.2): signed by an attestation key with its certificate, or by the credential key itself. */
export const verifyPacked: StatementVerifier = (context) => {
  // step 1
  const alg = member(context, packedSteps.syntax, 'alg', algorithmMember);
  const sig = member(context, packedSteps.syntax, 'sig', bytesMember);
  const isCertified = context.statement.has('x5c');
  const x5c = isCertified ? member(context, packedSteps.syntax, 'x5c', certificatesMember) : undefined;
  demandNoOthers(context, packedSteps.syntax, ['alg', 'sig', 'x5c']);
  const signed = concat(context.authDataBytes, context.clientDataHash);
  return x5c === undefined ? verifySelf(context, alg, sig, signed) : verifyCertified(context, alg, sig, signed, x5c);
};

// step 2
function verifyCertified(
  context: StatementContext,
  alg: number,
  sig: Uint8Array,
  signed: Uint8Array,
  x5c: readonly Uint8Array[],
): StatementResult {
  const { ledger } = context;
  const trustPath = readCertificates(context, packedSteps.certificates, x5c);
  const leaf = leafOf(trustPath);
  demandCertificateSignature(context, packedSteps.signature, alg, leaf, signed, sig);
  judgeAttestationCertificate(ledger, leaf, context.credential.aaguid);
  return { type: 'basic', trustPath };
}

// step 3
function verifySelf(context: StatementContext, alg: number, sig: Uint8Array, signed: Uint8Array): StatementResult {
  const { ledger, credential, verifyKey } = context;
  const credentialAlg = credential.credentialPublicKey.alg;
  ledger.demand(
    packedSteps.selfAlgorithm,
    alg === credentialAlg,
    'attestation-algorithm-mismatch',
    () => `attStmt.alg: expected ${credentialAlg} as in the public key, received ${alg}`,
    credential.credentialPublicKeyBytes,
  );
  ledger.demand(
    packedSteps.selfSignature,
    verifyKey?.verify(signed, sig) === true,
    'attestation-signature-invalid',
    () => 'attStmt.sig: expected a signature by the credential key, received another',
    sig,
  );
  return { type: 'self', trustPath: [] };
}
