import { utf8 } from '../bytes/bytes.ts';
import { digest } from '../crypto/hash.ts';
import { encodeName } from './certificate.ts';
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  octetString,
  oid,
  placesWithin,
  sequence,
} from './der.ts';
import type { CertificateExtensionParts, NameAttribute } from './hooks.ts';

/** Object identifiers of certificate extensions of this field. */
export const extensionOid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  /** id-fido-gen-ce-aaguid */
  aaguid: '1.3.6.1.4.1.45724.1.1.4',
  androidKeyDescription: '1.3.6.1.4.1.11129.2.1.17',
  appleNonce: '1.2.840.113635.100.8.2',
} as const;

/** Bits of KeyUsage, by number (RFC 5280 section 4.2.1.3). */
export const keyUsageBit = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, cRLSign: 6 } as const;

/** Basic Constraints, critical: of an authority, with the length of path it allows, or of an end. */
export function basicConstraints(isAuthority: boolean, pathLength?: number): CertificateExtensionParts {
  const value = isAuthority
    ? sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)]))
    : sequence();
  return { oid: extensionOid.basicConstraints, critical: true, value };
}

/** Key Usage, critical, with these bits (see `keyUsageBit`). */
export function keyUsage(...bits: readonly number[]): CertificateExtensionParts {
  let byte = 0;
  for (const bit of bits) byte |= 0x80 >> bit;
  const unusedBits = byte === 0 ? 0 : 7 - Math.max(...bits);
  const value = bitString(byte === 0 ? new Uint8Array(0) : Uint8Array.of(byte), unusedBits);
  return { oid: extensionOid.keyUsage, critical: true, value };
}

/** id-fido-gen-ce-aaguid: the 16 bytes within an OCTET STRING (WebAuthn Level 3 section 8.2.1); not critical. */
export function aaguidExtension(aaguid: Uint8Array): CertificateExtensionParts {
  return { oid: extensionOid.aaguid, critical: false, value: octetString(aaguid) };
}

/** Extended Key Usage with these purposes, dotted: `2.23.133.8.3` is that of an AIK; not critical. */
export function extendedKeyUsage(...purposes: readonly string[]): CertificateExtensionParts {
  return { oid: extensionOid.extendedKeyUsage, critical: false, value: sequence(...purposes.map(oid)) };
}

/** Subject Alternative Name of these general names (`dnsName`, `directoryName`). */
export function subjectAltName(critical: boolean, ...names: readonly Uint8Array[]): CertificateExtensionParts {
  return { oid: extensionOid.subjectAltName, critical, value: sequence(...names) };
}

/** A general name that is a host. */
export function dnsName(host: string): Uint8Array {
  return contextPrimitive(2, utf8(host));
}

/** A general name that is a distinguished name. */
export function directoryName(attributes: readonly NameAttribute[]): Uint8Array {
  return context(4, encodeName(attributes));
}

/** Subject Key Identifier: SHA-1 of the key's bits (RFC 5280 section 4.2.1.2); not critical. */
export function subjectKeyIdentifier(publicKey: Uint8Array): CertificateExtensionParts {
  return { oid: extensionOid.subjectKeyIdentifier, critical: false, value: octetString(keyIdentifier(publicKey)) };
}

/** Authority Key Identifier of the issuer's SubjectPublicKeyInfo; not critical. */
export function authorityKeyIdentifier(issuerPublicKey: Uint8Array): CertificateExtensionParts {
  const value = sequence(contextPrimitive(0, keyIdentifier(issuerPublicKey)));
  return { oid: extensionOid.authorityKeyIdentifier, critical: false, value };
}

function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const [whole] = placesWithin(publicKey);
  const [, bits] = placesWithin(publicKey, whole!.start, whole!.end);
  // the first byte counts unused bits
  return digest('sha1', publicKey.subarray(bits!.start + 1, bits!.end));
}
