import { coseAlgorithm } from '../../codec/cose-key.ts';

/** The hash that a signature algorithm employs, by OpenSSL's name; EdDSA and ML-DSA employ none of their own. */
export const hashOfAlgorithm: ReadonlyMap<number, 'sha1' | 'sha256' | 'sha384' | 'sha512'> = new Map([
  [coseAlgorithm.ES256, 'sha256'],
  [coseAlgorithm.ESP256, 'sha256'],
  [coseAlgorithm.ES256K, 'sha256'],
  [coseAlgorithm.RS256, 'sha256'],
  [coseAlgorithm.PS256, 'sha256'],
  [coseAlgorithm.ES384, 'sha384'],
  [coseAlgorithm.ESP384, 'sha384'],
  [coseAlgorithm.RS384, 'sha384'],
  [coseAlgorithm.PS384, 'sha384'],
  [coseAlgorithm.ES512, 'sha512'],
  [coseAlgorithm.ESP512, 'sha512'],
  [coseAlgorithm.RS512, 'sha512'],
  [coseAlgorithm.PS512, 'sha512'],
  [coseAlgorithm.RS1, 'sha1'],
]);
