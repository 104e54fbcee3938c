import { mutant } from '../mutant.ts';

/** Sets UV although nobody was verified. */
export const claimsVerification = mutant({
  id: 'fido2.make-credential.claims-verification',
  fault: 'Sets UV although nobody was verified.',
  caughtBy: ['ctap2.attestation.flags.unverified'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      registrationFlags: (_isVerified, hasExtensions, profile) =>
        sound.fido2.registrationFlags(true, hasExtensions, profile),
    },
  }),
});
