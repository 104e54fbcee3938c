import { verify } from 'node:crypto';
import { fromBase64 } from '../../bytes/base64.ts';
import { fromBase64url } from '../../bytes/base64url.ts';
import { fromUtf8, utf8 } from '../../bytes/bytes.ts';
import { JsonObject } from '../../codec/json-object.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { pathToAnchor } from '../webauthn/anchor-path.ts';
import { type Certificate, decodeCertificate } from '../webauthn/certificate.ts';
import { unprocessedExtension, weakSignature } from '../webauthn/certificate-path-rules.ts';
import { requireBytes, requireNumber, requireText } from '../webauthn/check-input.ts';
import { decodeMetadataEntry, type MetadataEntry } from './entry.ts';

/** The payload of a metadata BLOB (FIDO Metadata Service 3, section 3.1.6). */
export interface MetadataBlob {
  /** The serial number, which grows with every BLOB. */
  readonly no: number;
  /** ISO 8601 date of the next BLOB at the latest. */
  readonly nextUpdate: string;
  readonly legalHeader?: string;
  readonly entries: readonly MetadataEntry[];
}

/** Why a BLOB was refused: stable slugs. */
export const metadataRefusalCodes = [
  'metadata-malformed',
  'metadata-algorithm-unsupported',
  'metadata-untrusted',
  'metadata-certificate-expired',
  'metadata-certificate-revoked',
  'metadata-signature-invalid',
  'metadata-number-went-back',
  'metadata-outdated',
] as const;
/** One of `metadataRefusalCodes`. */
export type MetadataRefusalCode = (typeof metadataRefusalCodes)[number];

/** The end of reading a BLOB. */
export type MetadataBlobVerdict =
  | { readonly kind: 'accepted'; readonly blob: MetadataBlob; readonly warnings: readonly string[] }
  | { readonly kind: 'rejected'; readonly code: MetadataRefusalCode; readonly because: string };

/** What a BLOB is judged by. */
export interface MetadataBlobPolicy {
  /** The roots of the metadata service, in DER. */
  readonly roots: readonly Uint8Array[];
  /**
   * The DNS name that the signing certificate must be of. The root of FIDO's service is a public one, below which everybody
   * has certificates: give mds.fidoalliance.org with it. Absent: any certificate below the roots may sign.
   */
  readonly host?: string;
  /** The time at which the signing certificates must be valid, milliseconds since the epoch. */
  readonly atMs: number;
  /** The number of the BLOB that is known already: one with a smaller number is refused. */
  readonly knownNumber?: number;
  /** Whether a BLOB whose nextUpdate has passed is refused, or accepted with a warning (default). */
  readonly outdated?: 'refused' | 'warned';
  /** Certificates that were revoked, by SHA-256 of their DER in hex. */
  readonly revoked?: readonly string[];
}

const DAY_MS = 86_400_000;
/** The public BLOB has some 10 MB; more is not read. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
const MOST_CERTIFICATES = 10;
/** JWS algorithms (RFC 7518 section 3.1) whose keys certificates carry; `none` and MACs are not among them. */
const algorithms: Readonly<
  Record<string, { readonly hash: string; readonly type: 'rsa' | 'ec'; readonly curve?: string }>
> = {
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
  ES256: { hash: 'sha256', type: 'ec', curve: 'prime256v1' },
  ES384: { hash: 'sha384', type: 'ec', curve: 'secp384r1' },
  ES512: { hash: 'sha512', type: 'ec', curve: 'secp521r1' },
};

class Refusal extends Error {
  readonly code: MetadataRefusalCode;

  constructor(code: MetadataRefusalCode, because: string, options?: ErrorOptions) {
    super(because, options);
    this.code = code;
  }
}

/**
 * Reads a metadata BLOB: a JWS in compact form, signed by a certificate whose path ends at a root that the caller gives
 * (FIDO Metadata Service 3, section 3.2). Whatever the text is, it ends in a verdict; throws
 * `TypeError` on other arguments of the wrong type.
 */
export function readMetadataBlob(text: string, policy: MetadataBlobPolicy): MetadataBlobVerdict {
  requireText(text, 'readMetadataBlob: text');
  requireNumber(policy.atMs, 'readMetadataBlob: policy.atMs');
  if (policy.host !== undefined) requireText(policy.host, 'readMetadataBlob: policy.host');
  try {
    return readBlob(text, policy);
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'rejected', code: error.code, because: error.message };
    if (error instanceof DecodeError) return { kind: 'rejected', code: 'metadata-malformed', because: error.message };
    throw error;
  }
}

function readBlob(text: string, policy: MetadataBlobPolicy): MetadataBlobVerdict {
  if (text.length > MOST_CHARACTERS) {
    throw new DecodeError('blob', `at most ${MOST_CHARACTERS} characters`, `${text.length}`, { kind: 'length' });
  }
  const parts = text.trim().split('.', 4);
  if (parts.length !== 3) throw new DecodeError('blob', 'three parts of a JWS', `${parts.length}`);
  const [header = '', payload = '', signature = ''] = parts;
  const members = new JsonObject(jsonOf(header, 'blob.header'), 'blob.header');
  const leaf = judgeSigner(members, policy);
  judgeSignature(members.text('alg'), leaf, utf8(`${header}.${payload}`), bytesOf(signature, 'blob.signature'));
  const blob = decodePayload(jsonOf(payload, 'blob.payload'));
  if (policy.knownNumber !== undefined && blob.no < policy.knownNumber) {
    throw new Refusal(
      'metadata-number-went-back',
      `blob.payload.no: expected at least ${policy.knownNumber}, received ${blob.no}`,
    );
  }
  // a BLOB holds on the day of its next update
  const isOutdated = Date.parse(`${blob.nextUpdate}T00:00:00Z`) + DAY_MS <= policy.atMs;
  const outdated = `blob.payload.nextUpdate: expected a day to come, received ${blob.nextUpdate}`;
  if (isOutdated && policy.outdated === 'refused') throw new Refusal('metadata-outdated', outdated);
  return { kind: 'accepted', blob, warnings: isOutdated ? [outdated] : [] };
}

function judgeSigner(header: JsonObject, { roots, host, atMs, revoked = [] }: MetadataBlobPolicy): Certificate {
  if (header.get('crit') !== undefined)
    throw new DecodeError('blob.header.crit', 'nothing', 'extensions', { kind: 'value' });
  const x5c = header.texts('x5c');
  if (x5c.length === 0 || x5c.length > MOST_CERTIFICATES) {
    throw new DecodeError('blob.header.x5c', `1 to ${MOST_CERTIFICATES} certificates`, `${x5c.length}`);
  }
  const chain = x5c.map((one, index) => certificateOf(one, `blob.header.x5c[${index}]`));
  const path = pathToAnchor(chain, roots.map(rootOf));
  if (path === undefined) {
    throw new Refusal(
      'metadata-untrusted',
      `blob.header.x5c: expected a path to one of ${roots.length} roots, received none`,
    );
  }
  const { judged } = path;
  const unfit = judged
    .map((one) => unprocessedExtension(one) ?? weakSignature(one.signatureAlgorithm, false))
    .find((because) => because !== undefined);
  if (unfit !== undefined) {
    throw new Refusal(
      'metadata-untrusted',
      `blob.header.x5c: expected certificates that may be relied on, received ${unfit}`,
    );
  }
  const lapsed = judged.find(({ notBeforeMs, notAfterMs }) => atMs < notBeforeMs || atMs > notAfterMs);
  if (lapsed !== undefined) {
    throw new Refusal(
      'metadata-certificate-expired',
      `blob.header.x5c: expected certificates valid at ${new Date(atMs).toISOString()}, received one valid to ${new Date(lapsed.notAfterMs).toISOString()}`,
    );
  }
  const isRevoked = judged.some(({ x509 }) => revoked.includes(x509.fingerprint256.replaceAll(':', '').toLowerCase()));
  if (isRevoked) {
    throw new Refusal('metadata-certificate-revoked', 'blob.header.x5c: expected no revoked certificate, received one');
  }
  const leaf = chain[0]!;
  if (host !== undefined && leaf.x509.checkHost(host, { subject: 'default', wildcards: false }) === undefined) {
    throw new Refusal('metadata-untrusted', `blob.header.x5c[0]: expected a certificate of ${host}, received another`);
  }
  return leaf;
}

function rootOf(der: Uint8Array, index: number): Certificate {
  const place = `readMetadataBlob: policy.roots[${index}]`;
  requireBytes(der, place);
  try {
    return decodeCertificate(der, place);
  } catch (cause) {
    if (cause instanceof DecodeError) throw new TypeError(cause.message, { cause });
    throw cause;
  }
}

function judgeSignature(alg: string, leaf: Certificate, data: Uint8Array, signature: Uint8Array): void {
  const algorithm = Object.hasOwn(algorithms, alg) ? algorithms[alg] : undefined;
  if (algorithm === undefined) {
    const known = Object.keys(algorithms).join(', ');
    throw new Refusal(
      'metadata-algorithm-unsupported',
      `blob.header.alg: expected one of ${known}, received ${JSON.stringify(alg.slice(0, 40))}`,
    );
  }
  const { publicKey } = leaf;
  const fits =
    publicKey.asymmetricKeyType === algorithm.type &&
    (algorithm.curve === undefined || publicKey.asymmetricKeyDetails?.namedCurve === algorithm.curve);
  if (!fits || !verify(algorithm.hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) {
    throw new Refusal(
      'metadata-signature-invalid',
      "blob.signature: expected one by the first certificate's key, received another",
    );
  }
}

function decodePayload(value: unknown): MetadataBlob {
  const members = new JsonObject(value, 'blob.payload');
  const nextUpdate = members.text('nextUpdate');
  if (!/^\d{4}-\d\d-\d\d$/.test(nextUpdate) || Number.isNaN(Date.parse(nextUpdate))) {
    throw new DecodeError(
      'blob.payload.nextUpdate',
      'a date such as 2026-01-31',
      JSON.stringify(nextUpdate.slice(0, 40)),
    );
  }
  const legalHeader = members.optionalText('legalHeader');
  return {
    no: members.count('no'),
    nextUpdate,
    ...(legalHeader === undefined ? {} : { legalHeader }),
    entries: members
      .array('entries')
      .map((entry, index) => decodeMetadataEntry(entry, `blob.payload.entries[${index}]`)),
  };
}

function certificateOf(base64: string, path: string): Certificate {
  try {
    return decodeCertificate(fromBase64(base64.replace(/\s+/g, '')), path);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DecodeError(path, 'a certificate in base64', 'another text', { cause });
  }
}

function jsonOf(part: string, path: string): unknown {
  const text = fromUtf8(bytesOf(part, path));
  if (text === undefined) throw new DecodeError(path, 'UTF-8', 'other bytes');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DecodeError(path, 'JSON', `${text.length} characters that are none`, { cause });
  }
}

function bytesOf(part: string, path: string): Uint8Array {
  try {
    return fromBase64url(part);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DecodeError(path, 'base64url', 'another text', { cause });
  }
}
