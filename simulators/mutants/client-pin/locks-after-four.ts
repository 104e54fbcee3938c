import { mutant } from '../mutant.ts';

/** Locks after four wrong PINs in a row instead of three. */
export const locksAfterFour = mutant({
  id: 'fido2.client-pin.locks-after-four',
  fault: 'Locks after four wrong PINs in a row instead of three.',
  caughtBy: ['ctap2.client-pin.lock.after-three', 'ctap2.client-pin.sequence'],
  shortest: 5,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isSoftLocked: (wrongPins) => wrongPins >= 4 } }),
});
