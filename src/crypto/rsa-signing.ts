import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  sign,
} from 'node:crypto';
import { coseAlgorithm } from '../codec/cose-key.ts';
import type { Random } from '../env/env.ts';
import { publicTestRsaKeys } from './fixed-rsa-keys.ts';
import { encodePss } from './pss.ts';
import type { EcdsaHash } from './rfc6979.ts';
import {
  bytesOf,
  type Keying,
  refusedSecret,
  type SigningFamily,
  type SigningKey,
  signingKey,
} from './signing-family.ts';

type Rsa =
  | { readonly hash: EcdsaHash | 'sha1'; readonly pss?: false }
  | { readonly hash: EcdsaHash; readonly pss: true };

const schemes: ReadonlyMap<number, Rsa> = new Map<number, Rsa>([
  [coseAlgorithm.RS256, { hash: 'sha256' }],
  [coseAlgorithm.RS384, { hash: 'sha384' }],
  [coseAlgorithm.RS512, { hash: 'sha512' }],
  [coseAlgorithm.PS256, { hash: 'sha256', pss: true }],
  [coseAlgorithm.PS384, { hash: 'sha384', pss: true }],
  [coseAlgorithm.PS512, { hash: 'sha512', pss: true }],
  [coseAlgorithm.RS1, { hash: 'sha1' }],
]);

const MODULUS_BITS = 2048;

/** RSA of 2048 bits, PKCS #1 v1.5 and PSS; seeded keys are drawn from the public test keys, and their PSS salts from key and data. */
export const rsaFamily: SigningFamily = {
  algorithms: [...schemes.keys()],
  generate: (alg, how) => fromSecret(alg, how.kind === 'seeded' ? drawn(how.random) : generated(), how),
  fromSecret,
};

function drawn(random: Random): Uint8Array {
  const at = random.bytes(1)[0]! % publicTestRsaKeys.length;
  return new Uint8Array(Buffer.from(publicTestRsaKeys[at]!, 'base64'));
}

function generated(): Uint8Array {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return new Uint8Array(privateKey);
}

function fromSecret(alg: number, secret: Uint8Array, how: Keying): SigningKey {
  const scheme = schemes.get(alg)!;
  const key = imported(secret);
  const { n, e } = pkcs1Parts(createPublicKey(key).export({ type: 'pkcs1', format: 'der' }));
  return signingKey({ kty: 3, alg, n, e }, secret, (data) => bytesOf(signed(scheme, key, secret, data, how)));
}

function signed(scheme: Rsa, key: KeyObject, secret: Uint8Array, data: Uint8Array, how: Keying): Buffer {
  if (scheme.pss !== true) return sign(scheme.hash, data, key);
  if (how.kind === 'system') {
    return sign(scheme.hash, data, {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    });
  }
  // node:crypto draws the salt itself; the same bytes every time need an encoding of our own.
  const bits = key.asymmetricKeyDetails?.modulusLength ?? MODULUS_BITS;
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encodePss(scheme.hash, data, secret, bits));
}

function imported(secret: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' });
  } catch (error) {
    throw new RangeError('signingKeyFromSecret: expected an RSA key in PKCS #8, received bytes that are none', {
      cause: error,
    });
  }
  if (key.asymmetricKeyType === 'rsa') return key;
  throw refusedSecret('an RSA key in PKCS #8', `one of ${key.asymmetricKeyType}`);
}

/** Modulus and exponent of an RSAPublicKey (RFC 8017 appendix A.1.1): a SEQUENCE of two INTEGERs. */
function pkcs1Parts(der: Uint8Array): { n: Uint8Array; e: Uint8Array } {
  const n = integerAt(der, contentOf(der, 0).start);
  const e = integerAt(der, n.end);
  return { n: n.digits, e: e.digits };
}

function integerAt(der: Uint8Array, at: number): { digits: Uint8Array; end: number } {
  const { start, end } = contentOf(der, at);
  return { digits: Uint8Array.from(der.subarray(der[start] === 0 ? start + 1 : start, end)), end };
}

function contentOf(der: Uint8Array, at: number): { start: number; end: number } {
  const first = der[at + 1]!;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const start = at + 2 + (first & 0x7f);
  let length = 0;
  for (let index = at + 2; index < start; index += 1) length = length * 256 + der[index]!;
  return { start, end: start + length };
}
