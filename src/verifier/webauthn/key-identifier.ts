import { digest } from '../../crypto/hash.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { decodeCertificate } from './certificate.ts';
import { derTag, expectDer, readDer, readDerAll } from './der-reader.ts';

/**
 * The key identifier of a certificate in DER: SHA-1 of its public key's bits, 20 bytes (RFC 5280 section 4.2.1.2, method 1),
 * by which metadata names U2F authenticators. Undefined where the bytes are no certificate.
 */
export function keyIdentifierOf(der: Uint8Array): Uint8Array | undefined {
  try {
    const info = new Uint8Array(decodeCertificate(der).publicKey.export({ type: 'spki', format: 'der' }));
    const [, bits] = readDerAll(expectDer(readDer(info), derTag.sequence, 'subjectPublicKeyInfo'));
    // the first byte of a BIT STRING counts its unused bits
    return digest('sha1', expectDer(bits, derTag.bitString, 'subjectPublicKey').subarray(1));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
