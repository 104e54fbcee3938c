import { equalBytes } from '../../bytes/bytes.ts';
import { allowsUse, type Certificate, keyUsageBit, type NameAttribute } from './certificate.ts';
import { derTag } from './der-reader.ts';

/**
 * Whether `issuer` signed the last certificate of `path` and may have done so in a path of that length (RFC 5280 section
 * 6.1.4): it is a CA by its Basic Constraints, may sign certificates by its Key Usage, and its path length is kept.
 */
export function mayIssue(issuer: Certificate, path: readonly Certificate[], role: 'intermediate' | 'anchor'): boolean {
  const subject = path.at(-1);
  if (subject === undefined || !isNamedIssuer(issuer, subject)) return false;
  if (!isAuthority(issuer, role) || !allowsUse(issuer, keyUsageBit.keyCertSign)) return false;
  // self-issued certificates do not count, nor does the leaf
  const intermediates = path.slice(1).filter((certificate) => !equalBytes(certificate.issuer, certificate.subject));
  if ((issuer.basicConstraints?.pathLength ?? intermediates.length) < intermediates.length) return false;
  try {
    return subject.x509.verify(issuer.publicKey);
  } catch (error) {
    // node:crypto throws where the signature's algorithm is unknown or does not fit the key
    if (error instanceof Error) return false;
    throw error;
  }
}

/** Whether the name of `issuer` is the one that `subject` says issued it (RFC 5280 section 7.1: case and spaces do not count). */
export function isNamedIssuer(issuer: Certificate, subject: Pick<Certificate, 'issuer' | 'issuerAttributes'>): boolean {
  return equalBytes(issuer.subject, subject.issuer) || isSameName(issuer.subjectAttributes, subject.issuerAttributes);
}

// a root of version 1 or 2 cannot say that it is a CA; as an anchor it is one because the caller says so
function isAuthority(
  { version, basicConstraints, issuer, subject }: Certificate,
  role: 'intermediate' | 'anchor',
): boolean {
  if (version < 3 && role === 'anchor') return equalBytes(issuer, subject);
  return basicConstraints?.ca === true;
}

const texts: readonly number[] = [derTag.utf8String, derTag.printableString];

function isSameName(left: readonly NameAttribute[], right: readonly NameAttribute[]): boolean {
  if (left.length === 0 || left.length !== right.length) return false;
  return left.every((one, index) => {
    const other = right[index]!;
    if (one.oid !== other.oid || !texts.includes(one.tag) || !texts.includes(other.tag)) return false;
    return one.text === other.text || prepared(one.text) === prepared(other.text);
  });
}

function prepared(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
