import { mutant } from '../mutant.ts';

/** Encrypts every output under an IV of zeros. */
export const repeatsIv = mutant({
  id: 'fido2.hmac-secret.repeats-iv',
  fault: 'Encrypts every output under an IV of zeros.',
  caughtBy: ['ctap2.hmac-secret.output.fresh-iv'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, hmacSecretRandom: () => ({ bytes: (length) => new Uint8Array(length) }) },
  }),
});
