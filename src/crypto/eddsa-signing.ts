import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { fromBase64url } from '../bytes/base64url.ts';
import { concat } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { coseAlgorithm, coseCurve } from '../codec/cose-key.ts';
import { bytesOf, refusedSecret, type SigningFamily, type SigningKey, signingKey } from './signing-family.ts';

interface Edwards {
  readonly name: 'ed25519' | 'ed448';
  readonly crv: number;
  /** The length of seed and point alike. */
  readonly length: number;
  /** What a PKCS #8 key (RFC 8410) has before the seed. */
  readonly prefix: Uint8Array;
}

const ed25519: Edwards = {
  name: 'ed25519',
  crv: coseCurve.Ed25519,
  length: 32,
  prefix: fromHex('302e020100300506032b657004220420'),
};
const ed448: Edwards = {
  name: 'ed448',
  crv: coseCurve.Ed448,
  length: 57,
  prefix: fromHex('3047020100300506032b6571043b0439'),
};

const schemes: ReadonlyMap<number, Edwards> = new Map<number, Edwards>([
  [coseAlgorithm.EdDSA, ed25519],
  [coseAlgorithm.Ed25519, ed25519],
  [coseAlgorithm.Ed448, ed448],
]);

/** EdDSA on Ed25519 (-8 and -19) and Ed448 (-53): the same signature every time by its nature. */
export const edDsaFamily: SigningFamily = {
  algorithms: [...schemes.keys()],
  generate: (alg, how) =>
    how.kind === 'seeded' ? fromSecret(alg, how.random.bytes(schemes.get(alg)!.length)) : generated(alg),
  fromSecret,
};

function generated(alg: number): SigningKey {
  const scheme = schemes.get(alg)!;
  const pair = generateKeyPairSync(scheme.name as 'ed25519', { publicKeyEncoding: { format: 'jwk' } } as never);
  const { publicKey, privateKey } = pair as unknown as { publicKey: { x: string }; privateKey: KeyObject };
  const secret = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(scheme.prefix.length));
  return keyOf(alg, scheme, secret, fromBase64url(publicKey.x), privateKey);
}

function fromSecret(alg: number, secret: Uint8Array): SigningKey {
  const scheme = schemes.get(alg)!;
  if (secret.length !== scheme.length) {
    throw refusedSecret(`a secret of ${scheme.length} bytes`, `${secret.length} bytes`);
  }
  const key = createPrivateKey({ key: Buffer.from(concat(scheme.prefix, secret)), format: 'der', type: 'pkcs8' });
  // SubjectPublicKeyInfo (RFC 8410) ends with the point.
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return keyOf(alg, scheme, secret, new Uint8Array(spki.subarray(-scheme.length)), key);
}

function keyOf(alg: number, { crv }: Edwards, secret: Uint8Array, x: Uint8Array, key: KeyObject): SigningKey {
  return signingKey({ kty: 1, alg, crv, x }, secret, (data) => bytesOf(sign(null, data, key)));
}
