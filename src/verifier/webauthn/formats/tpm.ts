import { concat, equalBytes, uint16 } from '../../../bytes/bytes.ts';
import type { CborValue } from '../../../codec/cbor/value.ts';
import { digest } from '../../../crypto/hash.ts';
import {
  algorithmMember,
  bytesMember,
  certificatesMember,
  demandCertificateSignature,
  demandNoOthers,
  leafOf,
  type MemberType,
  member,
  readCertificates,
  type StatementContext,
  type StatementVerifier,
} from '../statement.ts';
import { hashOfAlgorithm } from '../statement-digest.ts';
import { defineStep } from '../step.ts';
import { judgeAikCertificate } from '../tpm/aik-certificate.ts';
import { tpmHashes } from '../tpm/algorithms.ts';
import { readAttestHead, readCertifyAttest, TPM_GENERATED_VALUE, TPM_ST_ATTEST_CERTIFY } from '../tpm/attest.ts';
import { isSamePublicKey, type PublicArea, readPublicArea } from '../tpm/public-area.ts';

/** The steps of the tpm format, in the order of the text. */
export const tpmSteps = {
  syntax: defineStep('8.3', undefined, 'attStmt has alg, x5c, sig, certInfo and pubArea, and nothing else'),
  version: defineStep('8.3', undefined, 'ver is 2.0'),
  pubArea: defineStep('8.3', undefined, 'pubArea is a TPMT_PUBLIC of an RSA or ECC key'),
  publicKey: defineStep('8.3', undefined, 'the key of pubArea is the credential public key'),
  magic: defineStep('8.3', undefined, 'magic of certInfo is TPM_GENERATED_VALUE'),
  type: defineStep('8.3', undefined, 'type of certInfo is TPM_ST_ATTEST_CERTIFY'),
  certInfo: defineStep('8.3', undefined, 'certInfo is a TPMS_ATTEST with a TPMS_CERTIFY_INFO'),
  clockSafe: defineStep('10.11.1', undefined, 'safe of clockInfo is a TPMI_YES_NO', 'TPM 2.0 Part 2'),
  extraData: defineStep('8.3', undefined, 'extraData is the hash over authData and the hash, by the hash of alg'),
  name: defineStep('8.3', undefined, 'the certified name is the one of pubArea'),
  certificates: defineStep('8.3', undefined, 'x5c holds certificates in DER, the AIK certificate first'),
  signature: defineStep('8.3', undefined, 'sig is over certInfo, by the key of the AIK certificate with alg'),
} as const;

const versionMember: MemberType<string> = {
  expectation: 'a text',
  holds: (value: CborValue): value is string => typeof value === 'string',
};

/** TPM attestation (section 8.3): a TPM certifies the credential key, the registration as extra data. */
export const verifyTpm: StatementVerifier = (context) => {
  const { ledger, credential } = context;
  const ver = member(context, tpmSteps.syntax, 'ver', versionMember);
  const alg = member(context, tpmSteps.syntax, 'alg', algorithmMember);
  const sig = member(context, tpmSteps.syntax, 'sig', bytesMember);
  const x5c = member(context, tpmSteps.syntax, 'x5c', certificatesMember);
  const certInfo = member(context, tpmSteps.syntax, 'certInfo', bytesMember);
  const pubArea = member(context, tpmSteps.syntax, 'pubArea', bytesMember);
  demandNoOthers(context, tpmSteps.syntax, ['ver', 'alg', 'sig', 'x5c', 'certInfo', 'pubArea']);
  ledger.demand(
    tpmSteps.version,
    ver === '2.0',
    'attestation-statement-malformed',
    () => `attStmt.ver: expected 2.0, received ${JSON.stringify(ver.slice(0, 20))}`,
  );
  const area = ledger.read(tpmSteps.pubArea, 'tpm-structure-malformed', pubArea, () =>
    readPublicArea(pubArea, 'attStmt.pubArea'),
  );
  ledger.pass(tpmSteps.pubArea, pubArea);
  ledger.demand(
    tpmSteps.publicKey,
    isSamePublicKey(area, credential.credentialPublicKey),
    'attestation-public-key-mismatch',
    () => 'attStmt.pubArea: expected the credential public key, received another',
    pubArea,
  );
  judgeCertInfo(context, alg, certInfo, pubArea, area);
  const trustPath = readCertificates(context, tpmSteps.certificates, x5c);
  const aikCert = leafOf(trustPath);
  demandCertificateSignature(context, tpmSteps.signature, alg, aikCert, certInfo, sig, { sha1: true });
  judgeAikCertificate(ledger, aikCert, credential.aaguid);
  return { type: 'attca', trustPath };
};

function judgeCertInfo(
  context: StatementContext,
  alg: number,
  certInfo: Uint8Array,
  pubArea: Uint8Array,
  area: PublicArea,
): void {
  const { ledger } = context;
  const malformed = 'tpm-structure-malformed';
  const head = ledger.read(tpmSteps.certInfo, malformed, certInfo, () => readAttestHead(certInfo, 'attStmt.certInfo'));
  ledger.demand(
    tpmSteps.magic,
    head.magic === TPM_GENERATED_VALUE,
    'tpm-magic-mismatch',
    () => `attStmt.certInfo.magic: expected 0xff544347, received 0x${head.magic.toString(16)}`,
    certInfo.subarray(0, 4),
  );
  ledger.demand(
    tpmSteps.type,
    head.type === TPM_ST_ATTEST_CERTIFY,
    'tpm-type-mismatch',
    () => `attStmt.certInfo.type: expected 0x8017, received 0x${head.type.toString(16)}`,
    certInfo.subarray(4, 6),
  );
  const attest = ledger.read(tpmSteps.certInfo, malformed, certInfo, () =>
    readCertifyAttest(certInfo, 'attStmt.certInfo'),
  );
  ledger.pass(tpmSteps.certInfo, certInfo);
  ledger.demand(
    tpmSteps.clockSafe,
    attest.clockSafe <= 1,
    'tpm-clock-malformed',
    () => `attStmt.certInfo.clockInfo.safe: expected 0 or 1, received ${attest.clockSafe}`,
    certInfo,
    'tpm-clock-safe',
  );
  const hash = hashOfAlgorithm.get(alg);
  if (hash === undefined) {
    const because = `attStmt.alg: expected an algorithm with a hash, received ${alg}`;
    ledger.refuse(tpmSteps.extraData, 'attestation-algorithm-unsupported', because);
    return;
  }
  ledger.demand(
    tpmSteps.extraData,
    equalBytes(attest.extraData, digest(hash, concat(context.authDataBytes, context.clientDataHash))),
    'attestation-nonce-mismatch',
    () => 'attStmt.certInfo.extraData: expected the hash of this registration, received another',
    attest.extraData,
  );
  const nameHash = tpmHashes.get(area.nameAlg);
  ledger.demand(
    tpmSteps.name,
    nameHash !== undefined && equalBytes(attest.name, concat(uint16(area.nameAlg), digest(nameHash, pubArea))),
    'tpm-name-mismatch',
    () => 'attStmt.certInfo.attested.name: expected the name of pubArea, received another',
    attest.name,
  );
}
