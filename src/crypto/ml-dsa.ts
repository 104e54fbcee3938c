import { generateKeySync } from 'node:crypto';
import { createRequire } from 'node:module';
import { coseAlgorithm } from '../codec/cose-key.ts';
import { refusedSecret, type SigningFamily, type SigningKey, signingKey } from './signing-family.ts';

type Noble = typeof import('@noble/post-quantum/ml-dsa.js');

interface MlDsa {
  readonly name: 'ml_dsa44' | 'ml_dsa65' | 'ml_dsa87';
  /** Lengths in bytes (FIPS 204 table 2). */
  readonly publicKey: number;
  readonly signature: number;
}

const schemes: ReadonlyMap<number, MlDsa> = new Map<number, MlDsa>([
  [coseAlgorithm['ML-DSA-44'], { name: 'ml_dsa44', publicKey: 1312, signature: 2420 }],
  [coseAlgorithm['ML-DSA-65'], { name: 'ml_dsa65', publicKey: 1952, signature: 3309 }],
  [coseAlgorithm['ML-DSA-87'], { name: 'ml_dsa87', publicKey: 2592, signature: 4627 }],
]);

const SEED_LENGTH = 32;

// Node has no ML-DSA of its own before 24. The package is only loaded for whoever uses it, and at once: keys are made
// and signatures judged without waiting.
const load = createRequire(import.meta.url);
let noble: Noble | undefined;

function arithmetic({ name }: MlDsa): Noble['ml_dsa44'] {
  noble ??= load('@noble/post-quantum/ml-dsa.js') as Noble;
  return noble[name];
}

/**
 * ML-DSA (FIPS 204) with an empty context, keys as COSE writes them (RFC 9964): the secret is the seed, kty is AKP.
 * Signatures are the deterministic ones, however the key was made.
 */
export const mlDsaFamily: SigningFamily = {
  algorithms: [...schemes.keys()],
  generate: (alg, how) => fromSecret(alg, how.kind === 'seeded' ? how.random.bytes(SEED_LENGTH) : systemSeed()),
  fromSecret,
};

/**
 * What verifies with an ML-DSA public key: false, never an error, for a signature that is none. Throws `RangeError` for
 * another algorithm and for a key of another length; every key of that length is one (FIPS 204 section 7.2).
 */
export function mlDsaVerifier(alg: number, pub: Uint8Array): (data: Uint8Array, signature: Uint8Array) => boolean {
  const scheme = schemes.get(alg);
  if (scheme === undefined) throw new RangeError(`mlDsaVerifier: expected an algorithm of ML-DSA, received ${alg}`);
  if (pub.length !== scheme.publicKey) {
    throw new RangeError(`mlDsaVerifier: expected a key of ${scheme.publicKey} bytes, received ${pub.length} bytes`);
  }
  // A copy: the caller may use the memory again.
  const key = Uint8Array.from(pub);
  return (data, signature) => signature.length === scheme.signature && arithmetic(scheme).verify(signature, data, key);
}

/** 32 bytes of node's own chance: chance of the test's making comes as a Random. */
function systemSeed(): Uint8Array {
  return new Uint8Array(generateKeySync('aes', { length: 256 }).export());
}

function fromSecret(alg: number, secret: Uint8Array): SigningKey {
  const scheme = schemes.get(alg)!;
  if (secret.length !== SEED_LENGTH) throw refusedSecret(`a seed of ${SEED_LENGTH} bytes`, `${secret.length} bytes`);
  const { publicKey, secretKey } = arithmetic(scheme).keygen(secret);
  return signingKey({ kty: 7, alg, pub: publicKey }, secret, (data) =>
    arithmetic(scheme).sign(data, secretKey, { extraEntropy: false }),
  );
}
