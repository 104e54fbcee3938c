import { mutant } from '../mutant.ts';

/** Sets the UV flag of every assertion. */
export const claimsVerification = mutant({
  id: 'fido2.get-assertion.claims-verification',
  fault: 'Sets the UV flag of every assertion.',
  caughtBy: ['ctap2.get-assertion.flags.verified'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      assertionFlags: (present, verified, extensions, profile) =>
        sound.fido2.assertionFlags(present, verified, extensions, profile) | 0x04,
    },
  }),
});
