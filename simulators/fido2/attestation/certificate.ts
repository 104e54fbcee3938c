import { concat, utf8 } from '../../../src/bytes/bytes.ts';
import { fromHex } from '../../../src/bytes/hex.ts';
import type { CoseKey } from '../../../src/codec/cose-key.ts';

/** What a generated certificate says; signed with ECDSA over P-256 by its issuer. */
export interface CertificateParts {
  /** 16 bytes, positive and without a leading zero. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  /** A P-256 key. */
  readonly publicKey: CoseKey;
  readonly isAuthority: boolean;
  /** Put into the id-fido-gen-ce-aaguid extension (WebAuthn Level 3 section 8.2.1). */
  readonly aaguid?: Uint8Array;
  /** ECDSA with SHA-256, DER, by the issuer's key. */
  readonly sign: (data: Uint8Array) => Uint8Array;
}

/** A distinguished name. */
export interface Name {
  /** Two letters, ISO 3166. */
  readonly country: string;
  readonly organization: string;
  readonly unit: string;
  readonly common: string;
}

const OID = {
  country: '550406',
  organization: '55040a',
  unit: '55040b',
  common: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  aaguid: '2b0601040182e51c010104',
  ecPublicKey: '2a8648ce3d0201',
  p256: '2a8648ce3d030107',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const;

const SEQUENCE = 0x30;
const SET = 0x31;
const NOT_BEFORE = '240101000000Z';
const NOT_AFTER = '491231235959Z';

/** An X.509 version 3 certificate in DER (RFC 5280 section 4.1). */
export function certificate(parts: CertificateParts): Uint8Array {
  const algorithm = der(SEQUENCE, oid(OID.ecdsaWithSha256));
  const toBeSigned = der(
    SEQUENCE,
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, parts.serialNumber),
    algorithm,
    name(parts.issuer),
    der(SEQUENCE, der(0x17, utf8(NOT_BEFORE)), der(0x17, utf8(NOT_AFTER))),
    name(parts.subject),
    publicKeyInfo(parts.publicKey),
    der(0xa3, der(SEQUENCE, ...extensions(parts))),
  );
  return der(SEQUENCE, toBeSigned, algorithm, bitString(parts.sign(toBeSigned)));
}

function extensions(parts: CertificateParts): Uint8Array[] {
  const critical = der(0x01, Uint8Array.of(0xff));
  const constraints = parts.isAuthority ? der(SEQUENCE, critical) : der(SEQUENCE);
  const list = [der(SEQUENCE, oid(OID.basicConstraints), critical, der(0x04, constraints))];
  // keyCertSign and cRLSign
  if (parts.isAuthority) {
    list.push(der(SEQUENCE, oid(OID.keyUsage), critical, der(0x04, der(0x03, Uint8Array.of(0x01, 0x06)))));
  }
  if (parts.aaguid !== undefined) {
    list.push(der(SEQUENCE, oid(OID.aaguid), der(0x04, der(0x04, parts.aaguid))));
  }
  return list;
}

function name(parts: Name): Uint8Array {
  const attribute = (id: string, tag: number, value: string): Uint8Array =>
    der(SET, der(SEQUENCE, oid(id), der(tag, utf8(value))));
  return der(
    SEQUENCE,
    attribute(OID.country, 0x13, parts.country),
    attribute(OID.organization, 0x0c, parts.organization),
    attribute(OID.unit, 0x0c, parts.unit),
    attribute(OID.common, 0x0c, parts.common),
  );
}

function publicKeyInfo(key: CoseKey): Uint8Array {
  if (key.kty !== 2) throw new RangeError(`certificate.publicKey: expected an EC2 key, received kty ${key.kty}`);
  const point = concat(Uint8Array.of(0x04), key.x, key.y);
  return der(SEQUENCE, der(SEQUENCE, oid(OID.ecPublicKey), oid(OID.p256)), bitString(point));
}

function bitString(bytes: Uint8Array): Uint8Array {
  return der(0x03, Uint8Array.of(0), bytes);
}

function oid(hex: string): Uint8Array {
  return der(0x06, fromHex(hex));
}

function der(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), content);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), content);
  return concat(Uint8Array.of(tag, 0x82, length >> 8, length & 0xff), content);
}
