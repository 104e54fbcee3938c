import { type KeyObject, verify } from 'node:crypto';
import { toBase64 } from '../../../bytes/base64.ts';
import { concat } from '../../../bytes/bytes.ts';
import type { CborValue } from '../../../codec/cbor/value.ts';
import { coseAlgorithm } from '../../../codec/cose-key.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { fitsAlgorithm, verifyAttestationSignature } from '../attestation-signature.ts';
import {
  bytesMember,
  demandNoOthers,
  leafOf,
  type MemberType,
  member,
  readCertificates,
  type StatementVerifier,
} from '../statement.ts';
import { defineStep } from '../step.ts';
import { readSafetyNetResponse, type SafetyNetResponse } from './safetynet-response.ts';

/** The steps of the android-safetynet format. */
export const safetyNetSteps = {
  syntax: defineStep('8.5', undefined, 'attStmt has ver and response, and nothing else'),
  response: defineStep('8.5', undefined, 'response is a JWS with the certificates of its signer'),
  nonce: defineStep('8.5', undefined, 'nonce is the hash over authData and the hash, in base64'),
  certificates: defineStep('8.5', undefined, 'the header of response holds certificates in DER'),
  host: defineStep('8.5', undefined, 'the first certificate is of attest.android.com'),
  signature: defineStep('8.5', undefined, 'response is signed by the key of the first certificate'),
  integrity: defineStep('8.5', undefined, 'ctsProfileMatch is true'),
  timestamp: defineStep('8.5', undefined, 'timestampMs is near the time of the ceremony'),
} as const;

/** The service that signed SafetyNet responses. */
export const SAFETYNET_HOST = 'attest.android.com';

const DEFAULT_WINDOW_MS = 60_000;

const textMember: MemberType<string> = {
  expectation: 'a text that is not empty',
  holds: (value: CborValue): value is string => typeof value === 'string' && value !== '',
};

/** Android SafetyNet attestation (section 8.5): a service vouches for the device. It was shut down in 2025. */
export const verifyAndroidSafetyNet: StatementVerifier = (context) => {
  const { ledger, policy } = context;
  member(context, safetyNetSteps.syntax, 'ver', textMember);
  const bytes = member(context, safetyNetSteps.syntax, 'response', bytesMember);
  demandNoOthers(context, safetyNetSteps.syntax, ['ver', 'response']);
  const response = ledger.read(safetyNetSteps.response, 'safetynet-response-malformed', bytes, () =>
    readSafetyNetResponse(bytes, 'attStmt.response'),
  );
  ledger.pass(safetyNetSteps.response, bytes);
  ledger.demand(
    safetyNetSteps.nonce,
    response.nonce === toBase64(sha256(concat(context.authDataBytes, context.clientDataHash))),
    'attestation-nonce-mismatch',
    () => 'attStmt.response.nonce: expected the hash of this registration, received another',
    bytes,
  );
  const trustPath = readCertificates(context, safetyNetSteps.certificates, response.x5c);
  const leaf = leafOf(trustPath);
  ledger.demand(
    safetyNetSteps.host,
    leaf.x509.checkHost(SAFETYNET_HOST, { subject: 'default', wildcards: false }) !== undefined,
    'safetynet-host-mismatch',
    () => `attStmt.response.x5c[0]: expected a certificate of ${SAFETYNET_HOST}, received another`,
    leaf.der,
  );
  ledger.demand(
    safetyNetSteps.signature,
    isSigned(response, leaf.publicKey),
    'attestation-signature-invalid',
    () => "attStmt.response: expected a signature by the certificate's key, received another",
    response.signature,
  );
  ledger.demand(
    safetyNetSteps.integrity,
    response.ctsProfileMatch,
    'safetynet-integrity-failed',
    () => 'attStmt.response.ctsProfileMatch: expected true, received another value',
    bytes,
  );
  const { atMs, safetyNetWindowMs: windowMs = DEFAULT_WINDOW_MS } = policy;
  if (atMs === undefined) ledger.skip(safetyNetSteps.timestamp);
  else {
    ledger.demand(
      safetyNetSteps.timestamp,
      Math.abs(response.timestampMs - atMs) <= windowMs,
      'safetynet-timestamp-outside',
      () => `attStmt.response.timestampMs: expected ${atMs} ± ${windowMs}, received ${response.timestampMs}`,
      bytes,
    );
  }
  return { type: 'basic', trustPath };
};

// a JWS carries an ECDSA signature as two numbers side by side, not in DER
function isSigned({ alg, signed, signature }: SafetyNetResponse, publicKey: KeyObject): boolean {
  if (alg === 'RS256') return verifyAttestationSignature(coseAlgorithm.RS256, publicKey, signed, signature);
  if (alg !== 'ES256' || !fitsAlgorithm(coseAlgorithm.ES256, publicKey) || signature.length !== 64) return false;
  return verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}
