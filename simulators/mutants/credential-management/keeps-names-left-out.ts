import { mutant } from '../mutant.ts';

/** Keeps the names that an update leaves out. */
export const keepsNamesLeftOut = mutant({
  id: 'fido2.credential-management.keeps-names-left-out',
  fault: 'Keeps the names that an update leaves out.',
  caughtBy: ['ctap2.credential-management.update.removes-names'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, updatedUser: (stored, given) => ({ ...stored, ...given, id: stored.id }) },
  }),
});
