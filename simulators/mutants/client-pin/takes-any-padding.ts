import { mutant } from '../mutant.ts';

/** Takes a newPinEnc of any length. */
export const takesAnyPadding = mutant({
  id: 'fido2.client-pin.takes-any-padding',
  fault: 'Takes a newPinEnc of any length.',
  caughtBy: ['ctap2.client-pin.set-pin.length', 'ctap2.client-pin.change-pin.length'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      unpadPin: (padded) => {
        const end = padded.indexOf(0);
        return end < 0 ? padded : padded.subarray(0, end);
      },
    },
  }),
});
