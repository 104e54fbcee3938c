import { equalBytes } from '../../../bytes/bytes.ts';
import { type CoseKey, coseKeyType } from '../../../codec/cose-key.ts';
import { DecodeError } from '../../../errors/decode-error.ts';
import { withoutZeros } from '../certificate.ts';
import { tpmAlgorithm, tpmCurves } from './algorithms.ts';
import { BinaryReader } from './binary-reader.ts';

/** The public part of a TPM key as far as it is judged. */
export type PublicArea = { readonly nameAlg: number } & (
  | { readonly type: 'rsa'; readonly exponent: number; readonly modulus: Uint8Array }
  | { readonly type: 'ecc'; readonly curve: number; readonly x: Uint8Array; readonly y: Uint8Array }
);

/** Reads a TPMT_PUBLIC of an RSA or ECC key (TPM 2.0 Part 2 section 12.2.4), all of it. Throws `DecodeError`. */
export function readPublicArea(bytes: Uint8Array, path = 'pubArea'): PublicArea {
  const reader = new BinaryReader(bytes, path);
  const type = reader.uint(2, 'type');
  const nameAlg = reader.uint(2, 'nameAlg');
  reader.bytes(4, 'objectAttributes');
  reader.sized('authPolicy');
  if (type !== tpmAlgorithm.RSA && type !== tpmAlgorithm.ECC) {
    throw new DecodeError(`${path}.type`, 'an RSA or ECC key', `0x${type.toString(16)}`);
  }
  if (reader.uint(2, 'symmetric') !== tpmAlgorithm.NULL) reader.bytes(4, 'symmetric');
  const scheme = reader.uint(2, 'scheme');
  if (scheme !== tpmAlgorithm.NULL && scheme !== tpmAlgorithm.RSAES) reader.bytes(2, 'scheme');
  if (scheme === tpmAlgorithm.ECDAA) reader.bytes(2, 'scheme');
  if (type === tpmAlgorithm.RSA) {
    reader.bytes(2, 'keyBits');
    // 0 stands for the exponent that nearly every key has
    const exponent = reader.uint(4, 'exponent') || 65_537;
    const modulus = reader.sized('unique');
    reader.end();
    return { nameAlg, type: 'rsa', exponent, modulus };
  }
  const curve = reader.uint(2, 'curveID');
  if (reader.uint(2, 'kdf') !== tpmAlgorithm.NULL) reader.bytes(2, 'kdf');
  const x = reader.sized('unique.x');
  const y = reader.sized('unique.y');
  reader.end();
  return { nameAlg, type: 'ecc', curve, x, y };
}

/** Whether a TPM key and a COSE key are the same public key; numbers are compared, so leading zeros do not matter. */
export function isSamePublicKey(area: PublicArea, key: CoseKey): boolean {
  if (area.type === 'rsa') {
    return (
      key.kty === coseKeyType.RSA &&
      isSameNumber(area.modulus, key.n) &&
      key.e.length <= 8 &&
      key.e.reduce((sum, byte) => sum * 256 + byte, 0) === area.exponent
    );
  }
  return (
    key.kty === coseKeyType.EC2 &&
    tpmCurves.get(area.curve) === key.crv &&
    isSameNumber(area.x, key.x) &&
    isSameNumber(area.y, key.y)
  );
}

function isSameNumber(left: Uint8Array, right: Uint8Array): boolean {
  return equalBytes(withoutZeros(left), withoutZeros(right));
}
