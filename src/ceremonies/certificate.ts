import { utf8 } from '../bytes/bytes.ts';
import { coseAlgorithm } from '../codec/cose-key.ts';
import type { SigningKey } from '../crypto/signing-key.ts';
import {
  bitString,
  boolean,
  context,
  der,
  derNull,
  integer,
  octetString,
  oid,
  placesWithin,
  sequence,
  set,
  time,
  unsigned,
} from './der.ts';
import type { CertificateExtensionParts, CertificateParts, NameAttribute } from './hooks.ts';

const signatureAlgorithms: ReadonlyMap<number, Uint8Array> = new Map<number, Uint8Array>([
  [coseAlgorithm.ES256, sequence(oid('1.2.840.10045.4.3.2'))],
  [coseAlgorithm.ES384, sequence(oid('1.2.840.10045.4.3.3'))],
  [coseAlgorithm.ES512, sequence(oid('1.2.840.10045.4.3.4'))],
  [coseAlgorithm.RS1, sequence(oid('1.2.840.113549.1.1.5'), derNull())],
  [coseAlgorithm.RS256, sequence(oid('1.2.840.113549.1.1.11'), derNull())],
  [coseAlgorithm.RS384, sequence(oid('1.2.840.113549.1.1.12'), derNull())],
  [coseAlgorithm.RS512, sequence(oid('1.2.840.113549.1.1.13'), derNull())],
  [coseAlgorithm.EdDSA, sequence(oid('1.3.101.112'))],
  [coseAlgorithm.Ed25519, sequence(oid('1.3.101.112'))],
  [coseAlgorithm.Ed448, sequence(oid('1.3.101.113'))],
]);

/** A certificate in DER (RFC 5280 section 4.1), signed by its issuer's key. Parts are written as they are, sensible or not. Throws `RangeError` for a key whose algorithm X.509 does not name here. */
export function encodeCertificate(parts: CertificateParts, issuerKey: SigningKey): Uint8Array {
  const algorithm = signatureAlgorithm(issuerKey);
  const toBeSigned = sequence(
    parts.version === 1 ? new Uint8Array(0) : context(0, integer(parts.version - 1)),
    unsigned(parts.serialNumber),
    algorithm,
    encodeName(parts.issuer),
    sequence(time(parts.notBeforeMs), time(parts.notAfterMs)),
    encodeName(parts.subject),
    parts.publicKey,
    parts.extensions.length === 0 ? new Uint8Array(0) : context(3, sequence(...parts.extensions.map(encodeExtension))),
  );
  return signed(toBeSigned, issuerKey);
}

/** What was signed, its algorithm and the signature: the outer form of certificates and revocation lists. */
export function signed(toBeSigned: Uint8Array, key: SigningKey): Uint8Array {
  return sequence(toBeSigned, signatureAlgorithm(key), bitString(key.sign(toBeSigned)));
}

/** The AlgorithmIdentifier of signatures by that key. */
export function signatureAlgorithm(key: SigningKey): Uint8Array {
  const algorithm = signatureAlgorithms.get(key.alg);
  if (algorithm !== undefined) return algorithm;
  throw new RangeError(`signatureAlgorithm: expected an algorithm that signs certificates, received ${key.alg}`);
}

/** A distinguished name in DER, one attribute in each of its sets. */
export function encodeName(attributes: readonly NameAttribute[]): Uint8Array {
  return sequence(...attributes.map((part) => set(sequence(oid(part.oid), der(part.tag, utf8(part.text))))));
}

/** The serial number of a certificate in DER: big-endian, its sign byte dropped. */
export function serialNumberOf(certificate: Uint8Array): Uint8Array {
  const [whole] = placesWithin(certificate);
  const [toBeSigned] = placesWithin(certificate, whole!.start, whole!.end);
  const serial = placesWithin(certificate, toBeSigned!.start, toBeSigned!.end).find(({ tag }) => tag === 0x02)!;
  const digits = certificate.slice(serial.start, serial.end);
  return digits.length > 1 && digits[0] === 0 ? digits.slice(1) : digits;
}

function encodeExtension({ oid: identifier, critical, value }: CertificateExtensionParts): Uint8Array {
  return sequence(oid(identifier), critical ? boolean(true) : new Uint8Array(0), octetString(value));
}
