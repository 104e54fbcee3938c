import { equalBytes } from '../../bytes/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { allowsUse, type Certificate, keyUsageBit } from './certificate.ts';
import { weakSignature } from './certificate-path-rules.ts';
import type { AttestationPolicy, RevocationPolicy, RevokedCertificate } from './input.ts';
import { isNamedIssuer } from './issuance.ts';
import type { Ledger } from './ledger.ts';
import { isListSignedBy, type RevocationList, readRevocationList, serialText } from './revocation-list.ts';
import { defineStep } from './step.ts';

/** The steps over revocation. */
export const revocationSteps = {
  revoked: defineStep('7.1', '24', 'no certificate of the path is revoked'),
  known: defineStep('6.3', undefined, 'the status of each certificate is known where policy asks for it', 'RFC 5280'),
} as const;

/**
 * Judges that no certificate of a path is revoked, by name, the anchor by its digest, or by a list that its issuer in the path signed. A list that is
 * no longer current still revokes, but no longer shows that a certificate is not revoked.
 */
export function judgeRevocation(
  ledger: Ledger,
  judged: readonly Certificate[],
  anchor: Certificate | undefined,
  policy: AttestationPolicy | undefined,
): void {
  const revocation = policy?.revocation;
  if (policy === undefined || revocation === undefined) {
    ledger.skip(revocationSteps.revoked);
    return;
  }
  const lists = (revocation.crls ?? []).map(openList);
  const listed = judged.map((certificate, index) => {
    const issuer = judged[index + 1] ?? (certificate === anchor ? undefined : anchor);
    return {
      certificate,
      lists: issuer === undefined ? undefined : lists.filter((list) => counts(list, issuer, policy)),
    };
  });
  const isNamed = (certificate: Certificate): boolean =>
    revocation.revoked?.some((entry) => isMeant(entry, certificate)) === true;
  // an anchor may be of metadata, and its digest among the revoked all the same; no list says anything of it
  const named =
    anchor !== undefined && isDigestOf(revocation, anchor)
      ? [...listed, { certificate: anchor, lists: undefined }]
      : listed;
  const revoked = named.find(
    ({ certificate, lists: own }) =>
      isNamed(certificate) ||
      own?.some(({ serialNumbers }) => serialNumbers.has(serialText(certificate.serialNumber))) === true,
  );
  ledger.demand(
    revocationSteps.revoked,
    revoked === undefined,
    'attestation-certificate-revoked',
    () => 'attStmt.x5c: expected certificates that are not revoked, received a revoked one',
    revoked?.certificate.der,
  );
  const unknown = listed.find(
    ({ lists: own }) =>
      own !== undefined &&
      (own.length > 0 || revocation.required === true) &&
      !own.some(({ nextUpdateMs }) => policy.atMs === undefined || (nextUpdateMs ?? Infinity) >= policy.atMs),
  );
  ledger.demand(
    revocationSteps.known,
    unknown === undefined,
    'attestation-revocation-unknown',
    () => 'attStmt.x5c: expected a current list of the issuer of each certificate, received none of one',
    unknown?.certificate.der,
  );
}

// a list counts where the issuer made it, before the time that is judged
function counts(list: RevocationList, issuer: Certificate, policy: AttestationPolicy): boolean {
  return (
    !list.isOpaque &&
    isNamedIssuer(issuer, list) &&
    (policy.atMs === undefined || list.thisUpdateMs <= policy.atMs) &&
    weakSignature(list.signatureAlgorithm, policy.sha1Certificates === true) === undefined &&
    allowsUse(issuer, keyUsageBit.cRLSign) &&
    isListSignedBy(list, issuer.publicKey)
  );
}

function isDigestOf({ revoked = [] }: RevocationPolicy, { der }: Certificate): boolean {
  return revoked.some((entry) => 'sha256' in entry && equalBytes(entry.sha256, sha256(der)));
}

function isMeant(entry: RevokedCertificate, certificate: Certificate): boolean {
  if ('sha256' in entry) return equalBytes(entry.sha256, sha256(certificate.der));
  const isOfIssuer = entry.issuer === undefined || equalBytes(entry.issuer, certificate.issuer);
  return isOfIssuer && serialText(entry.serialNumber) === serialText(certificate.serialNumber);
}

const openedLists = new WeakMap<Uint8Array, RevocationList>();

function openList(der: Uint8Array): RevocationList {
  const known = openedLists.get(der);
  if (known !== undefined) return known;
  try {
    const list = readRevocationList(der);
    openedLists.set(der, list);
    return list;
  } catch (cause) {
    if (cause instanceof DecodeError) {
      throw new TypeError(`expected.attestation.revocation.crls: ${cause.message}`, { cause });
    }
    throw cause;
  }
}
