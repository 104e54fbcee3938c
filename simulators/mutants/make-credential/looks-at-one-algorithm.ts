import { mutant } from '../mutant.ts';

/** Looks at the first entry of pubKeyCredParams only. */
export const looksAtOneAlgorithm = mutant({
  id: 'fido2.make-credential.looks-at-one-algorithm',
  fault: 'Looks at the first entry of pubKeyCredParams only.',
  caughtBy: ['ctap2.make-credential.algorithms.first-supported', 'ctap2.make-credential.serves-sound-requests'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      pickAlgorithm: (params, profile) => sound.fido2.pickAlgorithm(params.slice(0, 1), profile),
    },
  }),
});
