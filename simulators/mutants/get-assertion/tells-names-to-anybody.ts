import { mutant } from '../mutant.ts';

/** Tells the names of a user without verification where there are several accounts. */
export const tellsNamesToAnybody = mutant({
  id: 'fido2.get-assertion.tells-names-to-anybody',
  fault: 'Tells the names of a user without verification where there are several accounts.',
  caughtBy: ['ctap2.get-assertion.user.names-withheld', 'ctap2.sequences.accounts'],
  shortest: 3,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownUser: (credential, _verified, accounts) => sound.fido2.shownUser(credential, true, accounts),
    },
  }),
});
