import { ecdsaFamily } from './ecdsa-signing.ts';
import { edDsaFamily } from './eddsa-signing.ts';
import { mlDsaFamily } from './ml-dsa.ts';
import { rsaFamily } from './rsa-signing.ts';
import type { Keying, SigningFamily, SigningKey } from './signing-family.ts';

export type { Keying, SigningKey } from './signing-family.ts';

/** The algorithms that the simulated key may offer: -7, -35, -36, -8. */
export const signingAlgorithms: readonly number[] = [-7, -35, -36, -8];

const families: readonly SigningFamily[] = [ecdsaFamily, edDsaFamily, rsaFamily, mlDsaFamily];
const familyOf = new Map<number, SigningFamily>();
for (const family of families) for (const alg of family.algorithms) familyOf.set(alg, family);

/** The algorithms that a SigningKey can have: all of `coseAlgorithm` that sign. */
export const ceremonyAlgorithms: readonly number[] = [...familyOf.keys()];

/**
 * A new key. Throws `RangeError` for an algorithm outside `ceremonyAlgorithms`. Seeded RSA keys are drawn from a few fixed
 * ones.
 */
export function generateSigningKey(alg: number, how: Keying): SigningKey {
  return familyFor('generateSigningKey', alg).generate(alg, how);
}

/**
 * The key of a stored secret. Throws `RangeError` for an algorithm outside `ceremonyAlgorithms` and for bytes that are no
 * secret of it.
 */
export function signingKeyFromSecret(alg: number, secret: Uint8Array, how: Keying): SigningKey {
  return familyFor('signingKeyFromSecret', alg).fromSecret(alg, secret, how);
}

function familyFor(caller: string, alg: number): SigningFamily {
  const family = familyOf.get(alg);
  if (family !== undefined) return family;
  throw new RangeError(`${caller}: expected one of the algorithms ${ceremonyAlgorithms.join(', ')}, received ${alg}`);
}
