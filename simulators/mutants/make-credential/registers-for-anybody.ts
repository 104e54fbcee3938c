import { mutant } from '../mutant.ts';

/** Registers without proof although a PIN is set. */
export const registersForAnybody = mutant({
  id: 'fido2.make-credential.registers-for-anybody',
  fault: 'Registers without proof although a PIN is set.',
  caughtBy: ['ctap2.make-credential.authorization.required'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, lacksVerification: () => false } }),
});
