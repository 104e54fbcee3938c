import { equalBytes } from '../../bytes/bytes.ts';
import type { Certificate } from './certificate.ts';
import { mayIssue } from './issuance.ts';

/** A path from the attestation certificate to an anchor. */
export interface TrustPath {
  /** The certificates that are judged, the leaf first: all below the anchor; the leaf alone where it is the anchor. */
  readonly judged: readonly Certificate[];
  readonly anchor: Certificate;
}

/**
 * The path from the leaf, each certificate of x5c certifying the one before it, to the first anchor that is reached: as
 * leaf, intermediate or root, in x5c or beyond it. What x5c holds after that is not looked at. A root that came in x5c
 * alone is no anchor. As in RFC 5280 section 6.1, the anchor is taken as it is: neither its validity nor its signature counts.
 */
export function pathToAnchor(
  certificates: readonly Certificate[],
  anchors: readonly Certificate[],
): TrustPath | undefined {
  const path: Certificate[] = [];
  for (const [index, certificate] of certificates.entries()) {
    if (index > 0 && !mayIssue(certificate, path, 'intermediate')) return undefined;
    const itself = anchors.find((anchor) => equalBytes(anchor.der, certificate.der));
    if (itself !== undefined) return { judged: index === 0 ? [certificate] : path, anchor: certificate };
    path.push(certificate);
    const anchor = anchors.find((candidate) => mayIssue(candidate, path, 'anchor'));
    if (anchor !== undefined) return { judged: path, anchor };
  }
  return undefined;
}
