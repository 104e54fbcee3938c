import { mutant } from '../mutant.ts';

/** Wipes everything before it waits for the touch. */
export const wipesBeforeTouch = mutant({
  id: 'fido2.reset.wipes-before-touch',
  fault: 'Wipes everything before it waits for the touch.',
  caughtBy: ['ctap2.reset.touch.withheld', 'ctap2.reset.touch.declined', 'ctap2.reset.touch.cancelled'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, wipesBeforeTouch: () => true } }),
});
