import { mutant } from '../mutant.ts';

/** Registers without a touch. */
export const registersWithoutTouch = mutant({
  id: 'fido2.u2f.registers-without-touch',
  fault: 'Registers without a touch.',
  caughtBy: ['u2f.presence.required'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fRegistrationNeedsPresence: () => false } }),
});
