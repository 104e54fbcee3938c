import { mutant } from '../mutant.ts';

/** Takes a registration that asks for no presence test. */
export const registersWithUpFalse = mutant({
  id: 'fido2.make-credential.registers-with-up-false',
  fault: 'Takes a registration that asks for no presence test.',
  caughtBy: ['ctap2.make-credential.options.up-false'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, upOptionStatus: () => undefined } }),
});
