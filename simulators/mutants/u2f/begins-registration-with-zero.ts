import { mutant } from '../mutant.ts';

/** Begins a registration with 00 instead of 05. */
export const beginsRegistrationWithZero = mutant({
  id: 'fido2.u2f.begins-registration-with-zero',
  fault: 'Begins a registration with 00 instead of 05.',
  caughtBy: ['u2f.register.verifies'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fReservedByte: () => 0x00 } }),
});
