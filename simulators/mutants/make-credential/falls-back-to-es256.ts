import { mutant } from '../mutant.ts';

/** Makes an ES256 credential where it supports none of the algorithms asked for. */
export const fallsBackToEs256 = mutant({
  id: 'fido2.make-credential.falls-back-to-es256',
  fault: 'Makes an ES256 credential where it supports none of the algorithms asked for.',
  caughtBy: ['ctap2.make-credential.algorithms.unsupported', 'ctap2.make-credential.algorithms.empty'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, pickAlgorithm: (params, profile) => sound.fido2.pickAlgorithm(params, profile) ?? -7 },
  }),
});
