import { mutant } from '../mutant.ts';

/** Sets a reserved flag of authenticator data. */
export const setsReservedFlag = mutant({
  id: 'fido2.get-assertion.sets-reserved-flag',
  fault: 'Sets a reserved flag of authenticator data.',
  caughtBy: ['ctap2.get-assertion.authenticator-data.exact'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      assertionFlags: (present, verified, extensions, profile) =>
        sound.fido2.assertionFlags(present, verified, extensions, profile) | 0x02,
    },
  }),
});
