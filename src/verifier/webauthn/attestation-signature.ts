import { constants, type KeyObject, verify } from 'node:crypto';
import { coseAlgorithm } from '../../codec/cose-key.ts';

interface Scheme {
  readonly hash: string | null;
  readonly keyTypes: readonly string[];
  readonly curve?: string;
  readonly pss?: true;
}

/** How node:crypto verifies each algorithm with a certificate's key. RS1 stands apart: only tpm statements may use it. */
const schemes: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [coseAlgorithm.ES256, { hash: 'sha256', keyTypes: ['ec'], curve: 'prime256v1' }],
  [coseAlgorithm.ESP256, { hash: 'sha256', keyTypes: ['ec'], curve: 'prime256v1' }],
  [coseAlgorithm.ES384, { hash: 'sha384', keyTypes: ['ec'], curve: 'secp384r1' }],
  [coseAlgorithm.ESP384, { hash: 'sha384', keyTypes: ['ec'], curve: 'secp384r1' }],
  [coseAlgorithm.ES512, { hash: 'sha512', keyTypes: ['ec'], curve: 'secp521r1' }],
  [coseAlgorithm.ESP512, { hash: 'sha512', keyTypes: ['ec'], curve: 'secp521r1' }],
  [coseAlgorithm.ES256K, { hash: 'sha256', keyTypes: ['ec'], curve: 'secp256k1' }],
  [coseAlgorithm.EdDSA, { hash: null, keyTypes: ['ed25519'] }],
  [coseAlgorithm.Ed25519, { hash: null, keyTypes: ['ed25519'] }],
  [coseAlgorithm.Ed448, { hash: null, keyTypes: ['ed448'] }],
  [coseAlgorithm.RS256, { hash: 'sha256', keyTypes: ['rsa'] }],
  [coseAlgorithm.RS384, { hash: 'sha384', keyTypes: ['rsa'] }],
  [coseAlgorithm.RS512, { hash: 'sha512', keyTypes: ['rsa'] }],
  [coseAlgorithm.PS256, { hash: 'sha256', keyTypes: ['rsa', 'rsa-pss'], pss: true }],
  [coseAlgorithm.PS384, { hash: 'sha384', keyTypes: ['rsa', 'rsa-pss'], pss: true }],
  [coseAlgorithm.PS512, { hash: 'sha512', keyTypes: ['rsa', 'rsa-pss'], pss: true }],
]);

const rs1: Scheme = { hash: 'sha1', keyTypes: ['rsa'] };

/** `sha1` allows RS1, of which TPMs made attestation signatures. */
export interface SignatureAllowance {
  readonly sha1?: boolean;
}

function schemeOf(alg: number, allowance: SignatureAllowance | undefined): Scheme | undefined {
  return alg === coseAlgorithm.RS1 && allowance?.sha1 === true ? rs1 : schemes.get(alg);
}

/** Whether attestation signatures of that COSE algorithm can be verified. */
export function isAttestationAlgorithm(alg: number, allowance?: SignatureAllowance): boolean {
  return schemeOf(alg, allowance) !== undefined;
}

/** Whether a key is of the type and curve that the COSE algorithm demands. */
export function fitsAlgorithm(alg: number, publicKey: KeyObject, allowance?: SignatureAllowance): boolean {
  const scheme = schemeOf(alg, allowance);
  if (scheme === undefined || !scheme.keyTypes.includes(publicKey.asymmetricKeyType ?? '')) return false;
  return scheme.curve === undefined || publicKey.asymmetricKeyDetails?.namedCurve === scheme.curve;
}

/** Whether `signature` is one of `publicKey` over `data`; false where key and algorithm do not fit. */
export function verifyAttestationSignature(
  alg: number,
  publicKey: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
  allowance?: SignatureAllowance,
): boolean {
  const scheme = schemeOf(alg, allowance);
  if (scheme === undefined || !fitsAlgorithm(alg, publicKey, allowance)) return false;
  try {
    if (scheme.pss !== true) return verify(scheme.hash, data, publicKey, signature);
    const options = {
      key: publicKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    };
    return verify(scheme.hash, data, options, signature);
  } catch (error) {
    // node:crypto throws where a key forbids the scheme, as one for RSASSA-PSS with another hash does
    if (error instanceof Error) return false;
    throw error;
  }
}
