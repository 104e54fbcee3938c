import { mutant } from '../mutant.ts';

/** Counts the bytes of a PIN instead of its code points. */
export const countsBytes = mutant({
  id: 'fido2.client-pin.counts-bytes',
  fault: 'Counts the bytes of a PIN instead of its code points.',
  caughtBy: ['ctap2.client-pin.set-pin.code-points'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, pinCodePoints: (pin) => pin.length } }),
});
