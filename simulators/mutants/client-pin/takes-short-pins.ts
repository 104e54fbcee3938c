import { mutant } from '../mutant.ts';

/** Takes PINs of any length. */
export const takesShortPins = mutant({
  id: 'fido2.client-pin.takes-short-pins',
  fault: 'Takes PINs of any length.',
  caughtBy: [
    'ctap2.client-pin.set-pin.too-short',
    'ctap2.client-pin.change-pin.too-short',
    'ctap2.client-pin.set-pin.code-points',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isPinLongEnough: () => true } }),
});
