import { mutant } from '../mutant.ts';

/** Takes a cancelled wait for a touch. */
export const resetsWhenCancelled = mutant({
  id: 'fido2.reset.resets-when-cancelled',
  fault: 'Takes a cancelled wait for a touch.',
  caughtBy: ['ctap2.reset.touch.cancelled'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, resetTouchStatus: (outcome, status) => (outcome === 'cancelled' ? undefined : status) },
  }),
});
