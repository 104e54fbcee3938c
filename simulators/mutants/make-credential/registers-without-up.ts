import { mutant } from '../mutant.ts';

/** Leaves UP clear after a touch. */
export const registersWithoutUp = mutant({
  id: 'fido2.make-credential.registers-without-up',
  fault: 'Leaves UP clear after a touch.',
  caughtBy: ['ctap2.attestation.verifies'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      registrationFlags: (isVerified, hasExtensions, profile) =>
        sound.fido2.registrationFlags(isVerified, hasExtensions, profile) & ~0x01,
    },
  }),
});
