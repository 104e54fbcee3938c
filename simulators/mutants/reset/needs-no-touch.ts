import { mutant } from '../mutant.ts';

/** Resets without a touch. */
export const needsNoTouch = mutant({
  id: 'fido2.reset.needs-no-touch',
  fault: 'Resets without a touch.',
  caughtBy: ['ctap2.reset.touch.withheld', 'ctap2.reset.touch.declined', 'ctap2.reset.touch.cancelled'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, resetNeedsTouch: () => false } }),
});
