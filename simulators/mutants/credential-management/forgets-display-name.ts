import { mutant } from '../mutant.ts';

/** Forgets the display name with every update. */
export const forgetsDisplayName = mutant({
  id: 'fido2.credential-management.forgets-display-name',
  fault: 'Forgets the display name with every update.',
  caughtBy: ['ctap2.credential-management.update.replaces-names'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      updatedUser: (stored, given) => ({
        id: stored.id,
        ...(given.name === undefined || given.name === '' ? {} : { name: given.name }),
      }),
    },
  }),
});
