import { DecodeError } from '../../errors/decode-error.ts';
import { pathToAnchor } from './anchor-path.ts';
import { type Certificate, decodeCertificate } from './certificate.ts';
import { unprocessedExtension, weakSignature } from './certificate-path-rules.ts';
import type { AttestationPolicy } from './input.ts';
import type { Ledger } from './ledger.ts';
import { registrationSteps } from './registration-steps.ts';
import { judgeRevocation } from './revocation.ts';
import type { StatementResult } from './statement.ts';
import { defineStep } from './step.ts';

/** The steps over a trust path beside those of section 7.1. */
export const trustPathSteps = {
  signatureAlgorithms: defineStep('7.1', '24', 'no certificate of the path is signed by way of MD5 or SHA-1'),
  criticalExtensions: defineStep('6.1', undefined, 'critical extensions of the path are all processed', 'RFC 5280'),
} as const;

/** Judges whether an attestation is trustworthy (section 7.1 steps 23 and 24); true where its path ends at an anchor. */
export function judgeTrust(ledger: Ledger, result: StatementResult, policy: AttestationPolicy | undefined): boolean {
  const steps = registrationSteps;
  if (result.type === 'none' || result.type === 'self') {
    const isAcceptable = (result.type === 'none' ? policy?.acceptNone : policy?.acceptSelf) !== false;
    ledger.skip(steps.anchors);
    ledger.demand(
      steps.trustworthy,
      isAcceptable,
      'attestation-type-not-acceptable',
      () => `attestation: expected another type by policy, received ${result.type}`,
    );
    ledger.skip(steps.certificateValidity);
    return false;
  }
  const anchors = policy?.anchors;
  if (anchors === undefined) {
    ledger.skip(steps.anchors);
    ledger.skip(steps.trustworthy);
    judgeValidity(ledger, result.trustPath.slice(0, 1), policy?.atMs);
    return false;
  }
  ledger.pass(steps.anchors);
  const path = pathToAnchor(result.trustPath, anchors.map(openAnchor));
  ledger.demand(
    steps.trustworthy,
    path !== undefined,
    'attestation-untrusted',
    () => `attStmt.x5c: expected a path to one of ${anchors.length} anchors, received none`,
    result.trustPath[0]?.der,
  );
  judgePath(ledger, path?.judged ?? [], policy?.sha1Certificates === true);
  judgeValidity(ledger, path?.judged ?? [], policy?.atMs);
  judgeRevocation(ledger, path?.judged ?? [], path?.anchor, policy);
  return true;
}

function judgePath(ledger: Ledger, judged: readonly Certificate[], takesSha1: boolean): void {
  const weak = judged.find((certificate) => weakSignature(certificate.signatureAlgorithm, takesSha1) !== undefined);
  ledger.demand(
    trustPathSteps.signatureAlgorithms,
    weak === undefined,
    'attestation-certificate-weak',
    () =>
      `attStmt.x5c: expected a strong signature, received ${weak && weakSignature(weak.signatureAlgorithm, takesSha1)}`,
    weak?.der,
  );
  const unprocessed = judged.find((certificate) => unprocessedExtension(certificate) !== undefined);
  ledger.demand(
    trustPathSteps.criticalExtensions,
    unprocessed === undefined,
    'attestation-certificate-unfit',
    () =>
      `attStmt.x5c: expected no critical extension that is unknown, received ${unprocessed && unprocessedExtension(unprocessed)}`,
    unprocessed?.der,
  );
}

function judgeValidity(ledger: Ledger, path: readonly Certificate[], atMs: number | undefined): void {
  if (atMs === undefined) {
    ledger.skip(registrationSteps.certificateValidity);
    return;
  }
  const lapsed = path.find(({ notBeforeMs, notAfterMs }) => atMs < notBeforeMs || atMs > notAfterMs);
  ledger.demand(
    registrationSteps.certificateValidity,
    lapsed === undefined,
    'attestation-certificate-expired',
    () =>
      `attStmt.x5c: expected certificates valid at ${atMs}, received one valid from ${lapsed?.notBeforeMs} to ${lapsed?.notAfterMs}`,
    lapsed?.der,
  );
}

const openedAnchors = new WeakMap<Uint8Array, Certificate>();

function openAnchor(der: Uint8Array): Certificate {
  try {
    return readAnchor(der);
  } catch (cause) {
    if (cause instanceof DecodeError) throw new TypeError(`expected.attestation.anchors: ${cause.message}`, { cause });
    throw cause;
  }
}

/** Whether a root of metadata can be read: what a client names must not throw for what somebody else has published. */
export function isAnchor(der: Uint8Array): boolean {
  try {
    readAnchor(der);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function readAnchor(der: Uint8Array): Certificate {
  const known = openedAnchors.get(der);
  if (known !== undefined) return known;
  const anchor = decodeCertificate(der, 'anchors');
  openedAnchors.set(der, anchor);
  return anchor;
}
