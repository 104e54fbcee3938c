import { equalBytes } from '../../bytes/bytes.ts';
import { type CoseKey, coseCurve, coseKeyType } from '../../codec/cose-key.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { type Certificate, withoutZeros } from './certificate.ts';
import { derTag, expectDer, readDer, readDerAll } from './der-reader.ts';

const curveNames: ReadonlyMap<number, string> = new Map([
  [coseCurve['P-256'], 'prime256v1'],
  [coseCurve['P-384'], 'secp384r1'],
  [coseCurve['P-521'], 'secp521r1'],
  [coseCurve.secp256k1, 'secp256k1'],
]);

/** Whether a certificate is of the very public key that a COSE_Key holds. */
export function isCertificateOf(certificate: Certificate, key: CoseKey): boolean {
  const bits = keyBits(certificate.publicKeyInfo);
  if (bits === undefined) return false;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  switch (key.kty) {
    case coseKeyType.EC2: {
      const size = key.x.length;
      return (
        type === 'ec' &&
        details?.namedCurve === curveNames.get(key.crv) &&
        bits.length === 1 + 2 * size &&
        bits[0] === 0x04 &&
        equalBytes(bits.subarray(1, 1 + size), key.x) &&
        equalBytes(bits.subarray(1 + size), key.y)
      );
    }
    case coseKeyType.OKP:
      return type === (key.crv === coseCurve.Ed448 ? 'ed448' : 'ed25519') && equalBytes(bits, key.x);
    case coseKeyType.RSA: {
      const [n, e] = rsaNumbers(bits);
      return (
        (type === 'rsa' || type === 'rsa-pss') &&
        equalBytes(withoutZeros(n), withoutZeros(key.n)) &&
        equalBytes(withoutZeros(e), withoutZeros(key.e))
      );
    }
    case coseKeyType.AKP:
      return equalBytes(bits, key.pub);
  }
}

// SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }
function keyBits(publicKeyInfo: Uint8Array): Uint8Array | undefined {
  const [, bits] = readDerAll(readDer(publicKeyInfo).content);
  return bits?.tag === derTag.bitString ? bits.content.subarray(1) : undefined;
}

function rsaNumbers(bits: Uint8Array): [Uint8Array, Uint8Array] {
  try {
    const [n, e] = readDerAll(expectDer(readDer(bits), derTag.sequence, 'publicKey'));
    return [expectDer(n, derTag.integer, 'publicKey.n'), expectDer(e, derTag.integer, 'publicKey.e')];
  } catch (error) {
    if (error instanceof DecodeError) return [new Uint8Array(0), new Uint8Array(0)];
    throw error;
  }
}
