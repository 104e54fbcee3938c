import { mutant } from '../mutant.ts';

/** Registers whatever the length of challenge and application. */
export const registersWhateverComes = mutant({
  id: 'fido2.u2f.registers-whatever-comes',
  fault: 'Registers whatever the length of challenge and application.',
  caughtBy: ['u2f.register.wrong-length'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isU2fRegistrationLength: () => true } }),
});
