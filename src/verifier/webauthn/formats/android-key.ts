import { concat, equalBytes } from '../../../bytes/bytes.ts';
import { findExtension } from '../certificate.ts';
import { isCertificateOf } from '../certificate-key.ts';
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
  type StatementVerifier,
} from '../statement.ts';
import { defineStep } from '../step.ts';
import {
  KEY_DESCRIPTION_EXTENSION,
  type KeyDescription,
  KM_ORIGIN_GENERATED,
  KM_PURPOSE_SIGN,
  readKeyDescription,
} from './key-description.ts';

/** The steps of the android-key format. */
export const androidKeySteps = {
  syntax: defineStep('8.4', undefined, 'attStmt has alg, sig and x5c, and nothing else'),
  certificates: defineStep('8.4', undefined, 'x5c holds certificates in DER, the one of the credential first'),
  signature: defineStep('8.4', undefined, 'sig is over authData and the hash, by the key of the first certificate'),
  publicKey: defineStep('8.4', undefined, 'the first certificate is of the credential public key'),
  description: defineStep('8.4', undefined, 'the first certificate describes the key in the extension of Android'),
  challenge: defineStep('8.4', undefined, 'attestationChallenge is the hash of client data'),
  allApplications: defineStep('8.4', undefined, 'neither authorization list opens the key to all applications'),
  origin: defineStep('8.4', undefined, 'origin is KM_ORIGIN_GENERATED'),
  purpose: defineStep('8.4', undefined, 'purpose is KM_PURPOSE_SIGN'),
} as const;

/** Android key attestation (section 8.4): a certificate of the credential key in which the keystore describes it. */
export const verifyAndroidKey: StatementVerifier = (context) => {
  const { ledger, credential } = context;
  const alg = member(context, androidKeySteps.syntax, 'alg', algorithmMember);
  const sig = member(context, androidKeySteps.syntax, 'sig', bytesMember);
  const x5c = member(context, androidKeySteps.syntax, 'x5c', certificatesMember);
  demandNoOthers(context, androidKeySteps.syntax, ['alg', 'sig', 'x5c']);
  const trustPath = readCertificates(context, androidKeySteps.certificates, x5c);
  const leaf = leafOf(trustPath);
  const signed = concat(context.authDataBytes, context.clientDataHash);
  demandCertificateSignature(context, androidKeySteps.signature, alg, leaf, signed, sig);
  ledger.demand(
    androidKeySteps.publicKey,
    isCertificateOf(leaf, credential.credentialPublicKey),
    'attestation-public-key-mismatch',
    () => 'attStmt.x5c[0]: expected the credential public key, received another',
    leaf.publicKeyInfo,
  );
  const extension = findExtension(leaf, KEY_DESCRIPTION_EXTENSION);
  if (extension === undefined) {
    const because = 'attStmt.x5c[0]: expected a description of the key, received none';
    return ledger.refuse(androidKeySteps.description, 'android-key-description-malformed', because, leaf.der);
  }
  const { value } = extension;
  const description = ledger.read(androidKeySteps.description, 'android-key-description-malformed', value, () =>
    readKeyDescription(value, 'attStmt.x5c[0].keyDescription'),
  );
  ledger.pass(androidKeySteps.description, value);
  judgeDescription(context, description, value);
  return { type: 'basic', trustPath };
};

function judgeDescription(context: StatementContext, description: KeyDescription, value: Uint8Array): void {
  const { ledger } = context;
  const { softwareEnforced, teeEnforced } = description;
  ledger.demand(
    androidKeySteps.challenge,
    equalBytes(description.attestationChallenge, context.clientDataHash),
    'attestation-nonce-mismatch',
    () => 'attestationChallenge: expected the hash of client data, received another',
    description.attestationChallenge,
  );
  ledger.demand(
    androidKeySteps.allApplications,
    !softwareEnforced.allApplications && !teeEnforced.allApplications,
    'android-key-all-applications',
    () => 'allApplications: expected it in neither list, received it',
    value,
  );
  const lists = context.policy.teeEnforcedOnly === true ? [teeEnforced] : [teeEnforced, softwareEnforced];
  const origins = lists.flatMap(({ origin }) => origin ?? []);
  const purposes = lists.flatMap(({ purpose }) => purpose ?? []);
  demandOnly(context, androidKeySteps.origin, 'origin', origins, KM_ORIGIN_GENERATED, value);
  demandOnly(context, androidKeySteps.purpose, 'purpose', purposes, KM_PURPOSE_SIGN, value);
}

// the switch forgives that nothing is said, as in the vector of the standard, never that something else is said
function demandOnly(
  context: StatementContext,
  step: (typeof androidKeySteps)['origin' | 'purpose'],
  name: string,
  found: readonly number[],
  expected: number,
  judged: Uint8Array,
): void {
  context.ledger.demand(
    step,
    found.length > 0 && found.every((value) => value === expected),
    'android-key-authorizations',
    () => `${name}: expected ${expected}, received ${found.slice(0, 8).join(', ') || 'nothing'}`,
    judged,
    found.length === 0 ? 'android-key-authorizations' : undefined,
  );
}
