import { constants, type KeyObject, verify } from 'node:crypto';
import { toHex } from '../../bytes/hex.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import {
  type CertificateExtension,
  type NameAttribute,
  readAttributes,
  readExtensions,
  readSignatureAlgorithm,
  readTime,
  type SignatureAlgorithm,
  withoutZeros,
} from './certificate.ts';
import { type DerValue, derTag, expectDer, readDerAll, readWholeDer } from './der-reader.ts';

/** A certificate revocation list (RFC 5280 section 5.1). */
export interface RevocationList {
  readonly issuer: Uint8Array;
  readonly issuerAttributes: readonly NameAttribute[];
  readonly thisUpdateMs: number;
  readonly nextUpdateMs?: number;
  /** Serial numbers in hexadecimal, without leading zeros. */
  readonly serialNumbers: ReadonlySet<string>;
  /** Whether it has a critical extension that is not processed; such a list says nothing (section 5.2). */
  readonly isOpaque: boolean;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads a certificate revocation list in DER. Throws `DecodeError`. */
export function readRevocationList(der: Uint8Array, path = 'crls'): RevocationList {
  const [tbs, algorithm, signature] = readDerAll(readWholeDer(der, derTag.sequence, path), path);
  const fields = readDerAll(expectDer(tbs, derTag.sequence, `${path}.tbsCertList`), path);
  const at = fields[0]?.tag === derTag.integer ? 1 : 0;
  const [, issuer, thisUpdate, ...rest] = fields.slice(at);
  const names = expectDer(issuer, derTag.sequence, `${path}.issuer`);
  const hasNext = rest[0]?.tag === derTag.utcTime || rest[0]?.tag === derTag.generalizedTime;
  const nextUpdateMs = hasNext ? readTime(rest[0], `${path}.nextUpdate`) : undefined;
  const revoked = rest[hasNext ? 1 : 0];
  const entries = revoked?.tag === derTag.sequence ? readDerAll(revoked.content, path) : [];
  const serialNumbers = new Set<string>();
  let isOpaque = isCritical(rest.find(({ tag }) => tag === 0xa0)?.content, `${path}.crlExtensions`);
  for (const entry of entries) {
    const [serial, , extensions] = readDerAll(expectDer(entry, derTag.sequence, `${path}.revoked`), path);
    serialNumbers.add(serialText(expectDer(serial, derTag.integer, `${path}.userCertificate`)));
    if (isCritical(extensions?.whole, `${path}.crlEntryExtensions`)) isOpaque = true;
  }
  return {
    issuer: issuer!.whole,
    issuerAttributes: readAttributes(names, `${path}.issuer`),
    thisUpdateMs: readTime(thisUpdate, `${path}.thisUpdate`),
    ...(nextUpdateMs === undefined ? {} : { nextUpdateMs }),
    serialNumbers,
    isOpaque,
    signatureAlgorithm: readSignatureAlgorithm(algorithm, `${path}.signatureAlgorithm`),
    signed: tbs!.whole,
    signature: bitsOf(signature, `${path}.signature`),
  };
}

/** A serial number as text to compare: hexadecimal, without leading zeros. */
export function serialText(serialNumber: Uint8Array): string {
  return toHex(withoutZeros(serialNumber));
}

/** How node:crypto verifies the signature algorithms of lists, by object identifier. */
const hashes: ReadonlyMap<string, string | null> = new Map([
  ['1.2.840.113549.1.1.5', 'sha1'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.1', 'sha1'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['1.3.101.112', null],
  ['1.3.101.113', null],
]);

/** Whether a list is signed by a key; false where algorithm and key do not fit. */
export function isListSignedBy(list: RevocationList, publicKey: KeyObject): boolean {
  const { oid, hash: pssHash } = list.signatureAlgorithm;
  const hash = hashes.get(pssHash ?? oid);
  if (hash === undefined) return false;
  try {
    if (pssHash === undefined) return verify(hash, list.signed, publicKey, list.signature);
    return verify(hash, list.signed, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING }, list.signature);
  } catch (error) {
    // node:crypto throws where the algorithm does not fit the key
    if (error instanceof Error) return false;
    throw error;
  }
}

function bitsOf(value: DerValue | undefined, path: string): Uint8Array {
  const content = expectDer(value, derTag.bitString, path);
  if (content[0] !== 0) throw new DecodeError(path, 'whole bytes', 'bits');
  return content.subarray(1);
}

function isCritical(content: Uint8Array | undefined, path: string): boolean {
  if (content === undefined) return false;
  return readExtensions(content, path).some((extension: CertificateExtension) => extension.critical);
}
