import { mutant } from '../mutant.ts';

/** Takes PINs of 64 bytes. */
export const takesLongPins = mutant({
  id: 'fido2.client-pin.takes-long-pins',
  fault: 'Takes PINs of 64 bytes.',
  caughtBy: ['ctap2.client-pin.set-pin.too-long'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isPinShortEnough: () => true } }),
});
