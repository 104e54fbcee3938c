import { mutant } from '../mutant.ts';

/** Leaves UV clear after a right pinUvAuthParam. */
export const hidesVerification = mutant({
  id: 'fido2.make-credential.hides-verification',
  fault: 'Leaves UV clear after a right pinUvAuthParam.',
  caughtBy: ['ctap2.attestation.flags.verified'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      registrationFlags: (_isVerified, hasExtensions, profile) =>
        sound.fido2.registrationFlags(false, hasExtensions, profile),
    },
  }),
});
