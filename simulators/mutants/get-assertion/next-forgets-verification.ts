import { mutant } from '../mutant.ts';

/** Clears the UV flag after the first account. */
export const nextForgetsVerification = mutant({
  id: 'fido2.get-next-assertion.forgets-verification',
  fault: 'Clears the UV flag after the first account.',
  caughtBy: ['ctap2.get-next-assertion.flags.carried', 'ctap2.sequences.accounts'],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, carried: (parts) => ({ ...parts, userVerified: false }) } }),
});
