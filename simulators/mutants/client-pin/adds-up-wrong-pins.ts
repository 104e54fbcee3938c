import { mutant } from '../mutant.ts';

/** Counts wrong PINs towards the lock though the right one came in between. */
export const addsUpWrongPins = mutant({
  id: 'fido2.client-pin.adds-up-wrong-pins',
  fault: 'Counts wrong PINs towards the lock though the right one came in between.',
  caughtBy: ['ctap2.client-pin.lock.counts-in-a-row', 'ctap2.client-pin.sequence'],
  shortest: 6,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, wrongPinsAfterSuccess: (wrongPins) => wrongPins } }),
});
