import { mutant } from '../mutant.ts';

/** Registers without a touch. */
export const registersUntouched = mutant({
  id: 'fido2.make-credential.registers-untouched',
  fault: 'Registers without a touch.',
  caughtBy: ['ctap2.make-credential.touch.withheld', 'ctap2.make-credential.touch.declined'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, registrationNeedsTouch: () => false } }),
});
