import { mutant } from '../mutant.ts';

/** Spoils the user id with every update. */
export const spoilsUserId = mutant({
  id: 'fido2.credential-management.spoils-user-id',
  fault: 'Spoils the user id with every update.',
  caughtBy: ['ctap2.credential-management.update.credential-stays'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      updatedUser: (stored, given) => ({ ...sound.fido2.updatedUser(stored, given), id: stored.id.subarray(1) }),
    },
  }),
});
