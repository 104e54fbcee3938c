import { AAGUID_EXTENSION } from './aaguid-extension.ts';
import type { Certificate, SignatureAlgorithm } from './certificate.ts';
import { APPLE_NONCE_EXTENSION } from './formats/apple.ts';
import { KEY_DESCRIPTION_EXTENSION } from './formats/key-description.ts';

const SHA_1 = 'SHA-1';

/** Signature algorithms and hashes that no longer bind, by object identifier. */
const weakAlgorithms: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.2', 'MD2'],
  ['1.2.840.113549.1.1.3', 'MD4'],
  ['1.2.840.113549.1.1.4', 'MD5'],
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.3.14.3.2.3', 'MD5'],
  ['1.2.840.113549.1.1.5', SHA_1],
  ['1.2.840.10045.4.1', SHA_1],
  ['1.2.840.10040.4.3', SHA_1],
  ['1.3.14.3.2.26', SHA_1],
  ['1.3.14.3.2.27', SHA_1],
  ['1.3.14.3.2.29', SHA_1],
]);

/** The name of the weak hash that a certificate is signed by way of, if it is. */
export function weakSignature({ oid, hash }: SignatureAlgorithm, takesSha1: boolean): string | undefined {
  const weak = weakAlgorithms.get(hash ?? oid);
  return weak === SHA_1 && takesSha1 ? undefined : weak;
}

/** Extensions that are processed here, or whose meaning cannot make an attestation path invalid. */
const processed: ReadonlySet<string> = new Set([
  '2.5.29.19', // basicConstraints
  '2.5.29.15', // keyUsage
  '2.5.29.37', // extKeyUsage: judged by the formats that ask for one
  '2.5.29.17', // subjectAltName
  '2.5.29.32', // certificatePolicies: any will do, since none is asked for
  '2.5.29.33', // policyMappings
  '2.5.29.54', // inhibitAnyPolicy
  '2.5.29.31', // cRLDistributionPoints: lists come by policy
  AAGUID_EXTENSION,
  APPLE_NONCE_EXTENSION,
  KEY_DESCRIPTION_EXTENSION,
]);

/** nameConstraints: critical in any sound certificate (RFC 5280 section 4.2.1.10), and a path is judged by it where it is not. */
const NAME_CONSTRAINTS = '2.5.29.30';

/** The object identifier of an extension that had to be processed and is not, where the certificate has one (RFC 5280 section 4.2). */
export function unprocessedExtension({ extensions }: Certificate): string | undefined {
  return extensions.find(({ oid, critical }) => oid === NAME_CONSTRAINTS || (critical && !processed.has(oid)))?.oid;
}
