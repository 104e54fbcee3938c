import { DecodeError } from '../../errors/decode-error.ts';
import { derTag, expectDer, readDerAll, readWholeDer } from './der-reader.ts';

// as of credential keys: what is larger is in no use and takes long to verify
const MOST_MODULUS_BYTES = 1024;
const MOST_EXPONENT_BYTES = 4;

/**
 * Refuses an RSA key, SubjectPublicKeyInfo in DER, that is larger than keys are, with a `DecodeError`: a signature by one
 * takes milliseconds and x5c may name many, and node:crypto takes the square of the exponent's length to tell its details.
 */
export function demandRsaKeySize(publicKeyInfo: Uint8Array, path: string): void {
  const [, bits] = readDerAll(readWholeDer(publicKeyInfo, derTag.sequence, path), path);
  // a BIT STRING begins with the number of its unused bits
  const key = expectDer(bits, derTag.bitString, path).subarray(1);
  const [n, e] = readDerAll(readWholeDer(key, derTag.sequence, path), path);
  demandSize(expectDer(n, derTag.integer, path), MOST_MODULUS_BYTES, `${path}.n`);
  demandSize(expectDer(e, derTag.integer, path), MOST_EXPONENT_BYTES, `${path}.e`);
}

function demandSize(content: Uint8Array, most: number, path: string): void {
  const { length } = content[0] === 0 ? content.subarray(1) : content;
  if (length > most) throw new DecodeError(path, `at most ${most} bytes`, `${length} bytes`, { kind: 'length' });
}
