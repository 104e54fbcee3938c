import { equalBytes } from '../../bytes/bytes.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { type Certificate, decodeCertificate } from './certificate.ts';
import type { AttestationPolicy } from './input.ts';
import type { Ledger } from './ledger.ts';
import { registrationSteps } from './registration-steps.ts';
import type { StatementResult } from './statement.ts';

/** Judges whether an attestation is trustworthy (section 7.1 steps 23 and 24); true where its path ends at an anchor. */
export function judgeTrust(ledger: Ledger, result: StatementResult, policy: AttestationPolicy | undefined): boolean {
  const steps = registrationSteps;
  if (result.type !== 'basic') {
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
  judgeValidity(ledger, path ?? [], policy?.atMs);
  return true;
}

/** The certificates from the leaf to an anchor, which ends the path wherever it occurs: as leaf, intermediate or root. */
function pathToAnchor(
  certificates: readonly Certificate[],
  anchors: readonly Certificate[],
): Certificate[] | undefined {
  const path: Certificate[] = [];
  for (const [index, certificate] of certificates.entries()) {
    if (index > 0 && !mayIssue(certificate, path)) return undefined;
    path.push(certificate);
    if (anchors.some((anchor) => equalBytes(anchor.der, certificate.der))) return path;
    const anchor = anchors.find((candidate) => mayIssue(candidate, path));
    if (anchor !== undefined) return [...path, anchor];
  }
  return undefined;
}

/** Whether `issuer` is a CA that signed the last certificate of `path` and allows a path of that length (RFC 5280 section 6.1.4). */
function mayIssue(issuer: Certificate, path: readonly Certificate[]): boolean {
  const subject = path.at(-1)!;
  if (issuer.basicConstraints?.ca !== true || !equalBytes(issuer.subject, subject.issuer)) return false;
  const intermediates = path.length - 1;
  if ((issuer.basicConstraints.pathLength ?? intermediates) < intermediates) return false;
  try {
    return subject.x509.verify(issuer.publicKey);
  } catch (error) {
    // node:crypto throws where the signature's algorithm is unknown or does not fit the key
    if (error instanceof Error) return false;
    throw error;
  }
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
  const known = openedAnchors.get(der);
  if (known !== undefined) return known;
  try {
    const anchor = decodeCertificate(der, 'anchors');
    openedAnchors.set(der, anchor);
    return anchor;
  } catch (cause) {
    if (cause instanceof DecodeError) throw new TypeError(`expected.attestation.anchors: ${cause.message}`, { cause });
    throw cause;
  }
}
