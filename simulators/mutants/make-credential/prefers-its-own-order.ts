import { mutant } from '../mutant.ts';

/** Chooses the algorithm by its own order instead of the request’s. */
export const prefersItsOwnOrder = mutant({
  id: 'fido2.make-credential.prefers-its-own-order',
  fault: 'Chooses the algorithm by its own order instead of the request’s.',
  caughtBy: ['ctap2.make-credential.algorithms.first-supported'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      pickAlgorithm: (params, profile) => profile.algorithms.find((own) => params.some(({ alg }) => alg === own)),
    },
  }),
});
