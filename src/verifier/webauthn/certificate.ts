import { type KeyObject, X509Certificate } from 'node:crypto';
import { equalBytes, fromUtf8 } from '../../bytes/bytes.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import {
  type DerValue,
  derTag,
  expectDer,
  oidText,
  readDer,
  readDerAll,
  readWholeDer,
  smallNumber,
} from './der-reader.ts';
import { demandRsaKeySize } from './rsa-key-size.ts';

/** An attribute of a distinguished name. */
export interface NameAttribute {
  readonly oid: string;
  /** The DER tag of its text: UTF8String, PrintableString or another. */
  readonly tag: number;
  readonly text: string;
}

/** An extension of a certificate; `value` is the content of its OCTET STRING. */
export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** An X.509 certificate, read as far as the verifier judges it (RFC 5280 section 4.1). */
export interface Certificate {
  readonly der: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Big-endian, without leading zeros. */
  readonly serialNumber: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly issuerAttributes: readonly NameAttribute[];
  readonly subjectAttributes: readonly NameAttribute[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly extensions: readonly CertificateExtension[];
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  /** The bits of keyUsage, the first (digitalSignature) highest in the first byte. */
  readonly keyUsage?: Uint8Array;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKeyInfo: Uint8Array;
  readonly publicKey: KeyObject;
  readonly x509: X509Certificate;
}

/** How a certificate or a list is signed: the object identifier and, of RSASSA-PSS, its hash. */
export interface SignatureAlgorithm {
  readonly oid: string;
  readonly hash?: string;
}

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const SHA_1 = '1.3.14.3.2.26';

/** Bits of keyUsage (RFC 5280 section 4.2.1.3). */
export const keyUsageBit = { keyCertSign: 5, cRLSign: 6 } as const;

/** Whether keyUsage allows a use; true where the certificate has none. */
export function allowsUse({ keyUsage }: Certificate, bit: number): boolean {
  return keyUsage === undefined || ((keyUsage[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** Reads a certificate in DER. Throws `DecodeError`, also where node:crypto cannot take it or its key, and on a huge RSA key. */
export function decodeCertificate(der: Uint8Array, path = 'x5c'): Certificate {
  const outer = readDer(der, 0, path);
  if (outer.whole.length !== der.length) throw new DecodeError(path, 'one certificate', 'bytes after it');
  const [tbs, algorithm] = readDerAll(expectDer(outer, derTag.sequence, path), path);
  const fields = readDerAll(expectDer(tbs, derTag.sequence, `${path}.tbsCertificate`), path);
  let at = 0;
  let version = 1;
  if (fields[0]?.tag === 0xa0) {
    version = 1 + (expectDer(readDer(fields[0].content, 0, path), derTag.integer, `${path}.version`)[0] ?? 0);
    at = 1;
  }
  // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo
  const [serial, , issuer, validity, subject, publicKeyInfo] = fields.slice(at, at + 6);
  const issuerNames = expectDer(issuer, derTag.sequence, `${path}.issuer`);
  const [notBefore, notAfter] = readDerAll(expectDer(validity, derTag.sequence, `${path}.validity`), path);
  const names = expectDer(subject, derTag.sequence, `${path}.subject`);
  const wrapped = fields.slice(at + 6).find((field) => field.tag === 0xa3);
  const extensions = wrapped === undefined ? [] : readExtensions(wrapped.content, `${path}.extensions`);
  const basicConstraints = readBasicConstraints(extensions, `${path}.basicConstraints`);
  const keyUsage = readKeyUsage(extensions, `${path}.keyUsage`);
  expectDer(publicKeyInfo, derTag.sequence, `${path}.subjectPublicKeyInfo`);
  return {
    der,
    version,
    serialNumber: withoutZeros(expectDer(serial, derTag.integer, `${path}.serialNumber`)),
    signatureAlgorithm: readSignatureAlgorithm(algorithm, `${path}.signatureAlgorithm`),
    issuer: issuer!.whole,
    subject: subject!.whole,
    issuerAttributes: readAttributes(issuerNames, `${path}.issuer`),
    subjectAttributes: readAttributes(names, `${path}.subject`),
    notBeforeMs: readTime(notBefore, `${path}.notBefore`),
    notAfterMs: readTime(notAfter, `${path}.notAfter`),
    extensions,
    ...(basicConstraints === undefined ? {} : { basicConstraints }),
    ...(keyUsage === undefined ? {} : { keyUsage }),
    publicKeyInfo: publicKeyInfo!.whole,
    ...openCertificate(der, publicKeyInfo!.whole, path),
  };
}

/** The extension of that object identifier, where the certificate has it. */
export function findExtension(certificate: Certificate, oid: string): CertificateExtension | undefined {
  return certificate.extensions.find((extension) => extension.oid === oid);
}

function openCertificate(
  der: Uint8Array,
  publicKeyInfo: Uint8Array,
  path: string,
): { x509: X509Certificate; publicKey: KeyObject } {
  let opened: { x509: X509Certificate; publicKey: KeyObject };
  try {
    const x509 = new X509Certificate(der);
    opened = { x509, publicKey: x509.publicKey };
  } catch (cause) {
    throw new DecodeError(path, 'a certificate with a known key', cause instanceof Error ? cause.message : 'another', {
      cause,
    });
  }
  // node:crypto looks for PEM first, anywhere in the bytes: a comment could hold another certificate than was read here
  if (!equalBytes(opened.x509.raw, der)) throw new DecodeError(path, 'one certificate', 'another within it');
  const type = opened.publicKey.asymmetricKeyType;
  if (type === 'rsa' || type === 'rsa-pss') demandRsaKeySize(publicKeyInfo, `${path}.subjectPublicKeyInfo`);
  return opened;
}

/** A big-endian number without its leading zeros. */
export function withoutZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

/** Reads an AlgorithmIdentifier of a signature. Throws `DecodeError`. */
export function readSignatureAlgorithm(value: DerValue | undefined, path: string): SignatureAlgorithm {
  const [identifier, parameters] = readDerAll(expectDer(value, derTag.sequence, path), path);
  const oid = oidText(expectDer(identifier, derTag.oid, path), path);
  if (oid !== RSASSA_PSS) return { oid };
  // the hash of RSASSA-PSS is SHA-1 unless its parameters say otherwise (RFC 4055 section 3.1)
  const own = parameters?.tag === derTag.sequence ? readDerAll(parameters.content, path)[0] : undefined;
  if (own?.tag !== 0xa0) return { oid, hash: SHA_1 };
  const [hash] = readDerAll(expectDer(readDer(own.content, 0, path), derTag.sequence, path), path);
  return { oid, hash: oidText(expectDer(hash, derTag.oid, path), path) };
}

/** The attributes of a distinguished name's content. Throws `DecodeError`. */
export function readAttributes(names: Uint8Array, path: string): NameAttribute[] {
  return readDerAll(names, path).flatMap((relative) =>
    readDerAll(expectDer(relative, derTag.set, path), path).map((attribute) => {
      const [type, text] = readDerAll(expectDer(attribute, derTag.sequence, path), path);
      const oid = oidText(expectDer(type, derTag.oid, path), path);
      if (text === undefined) throw new DecodeError(`${path}.${oid}`, 'a text', 'the end');
      return { oid, tag: text.tag, text: fromUtf8(text.content) ?? '' };
    }),
  );
}

/** Extensions of a certificate, a list or one of its entries: the content of their explicit tag. Throws `DecodeError`. */
export function readExtensions(content: Uint8Array, path: string): CertificateExtension[] {
  const found = readDerAll(expectDer(readDer(content, 0, path), derTag.sequence, path), path).map((extension) => {
    const parts = readDerAll(expectDer(extension, derTag.sequence, path), path);
    const oid = oidText(expectDer(parts[0], derTag.oid, path), path);
    const hasCritical = parts[1]?.tag === derTag.boolean;
    const critical = hasCritical && parts[1]!.content[0] !== 0;
    return { oid, critical, value: expectDer(parts[hasCritical ? 2 : 1], derTag.octetString, `${path}.${oid}`) };
  });
  const seen = new Set<string>();
  for (const { oid } of found) {
    if (seen.has(oid)) throw new DecodeError(`${path}.${oid}`, 'at most one', 'two');
    seen.add(oid);
  }
  return found;
}

function readKeyUsage(extensions: readonly CertificateExtension[], path: string): Uint8Array | undefined {
  const extension = extensions.find(({ oid }) => oid === KEY_USAGE);
  if (extension === undefined) return undefined;
  return expectDer(readDer(extension.value, 0, path), derTag.bitString, path).subarray(1);
}

function readBasicConstraints(
  extensions: readonly CertificateExtension[],
  path: string,
): Certificate['basicConstraints'] {
  const extension = extensions.find(({ oid }) => oid === BASIC_CONSTRAINTS);
  if (extension === undefined) return undefined;
  const parts = readDerAll(readWholeDer(extension.value, derTag.sequence, path), path);
  const hasCa = parts[0]?.tag === derTag.boolean;
  const ca = hasCa && parts[0]!.content[0] !== 0;
  const pathLength = parts[hasCa ? 1 : 0];
  if (pathLength === undefined) return { ca };
  return { ca, pathLength: smallNumber(pathLength, path) };
}

/** Milliseconds of a UTCTime or GeneralizedTime in UTC. Throws `DecodeError`. */
export function readTime(value: DerValue | undefined, path: string): number {
  const text = value === undefined ? '' : (fromUtf8(value.content) ?? '');
  const digits = value?.tag === derTag.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits)?.slice(1).map(Number);
  if (parts === undefined || (value?.tag !== derTag.utcTime && value?.tag !== derTag.generalizedTime)) {
    throw new DecodeError(path, 'a UTCTime or GeneralizedTime in UTC', JSON.stringify(text.slice(0, 20)));
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
