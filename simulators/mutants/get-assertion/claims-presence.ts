import { mutant } from '../mutant.ts';

/** Sets the UP flag of a silent assertion. */
export const claimsPresence = mutant({
  id: 'fido2.get-assertion.claims-presence',
  fault: 'Sets the UP flag of a silent assertion.',
  caughtBy: ['ctap2.get-assertion.up-false.flag'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      assertionFlags: (present, verified, extensions, profile) =>
        sound.fido2.assertionFlags(present, verified, extensions, profile) | 0x01,
    },
  }),
});
