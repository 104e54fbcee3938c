import { mutant } from '../mutant.ts';

/** Sets a reserved bit of the flags. */
export const setsReservedFlag = mutant({
  id: 'fido2.make-credential.sets-reserved-flag',
  fault: 'Sets a reserved bit of the flags.',
  caughtBy: ['ctap2.attestation.flags.reserved'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      registrationFlags: (isVerified, hasExtensions, profile) =>
        sound.fido2.registrationFlags(isVerified, hasExtensions, profile) | 0x02,
    },
  }),
});
