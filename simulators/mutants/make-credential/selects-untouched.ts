import { mutant } from '../mutant.ts';

/** Ends authenticatorSelection without a touch. */
export const selectsUntouched = mutant({
  id: 'fido2.make-credential.selects-untouched',
  fault: 'Ends authenticatorSelection without a touch.',
  caughtBy: ['ctap2.selection.withheld', 'ctap2.selection.declined'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, selectionNeedsTouch: () => false } }),
});
