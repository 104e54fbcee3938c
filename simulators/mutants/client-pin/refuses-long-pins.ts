import { mutant } from '../mutant.ts';

/** Refuses PINs of more than 32 bytes. */
export const refusesLongPins = mutant({
  id: 'fido2.client-pin.refuses-long-pins',
  fault: 'Refuses PINs of more than 32 bytes.',
  caughtBy: ['ctap2.client-pin.set-pin.longest'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isPinShortEnough: (length) => length <= 32 } }),
});
