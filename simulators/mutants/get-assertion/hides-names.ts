import { mutant } from '../mutant.ts';

/** Never tells the names of a user. */
export const hidesNames = mutant({
  id: 'fido2.get-assertion.hides-names',
  fault: 'Never tells the names of a user.',
  caughtBy: ['ctap2.get-assertion.user.names-shown'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownUser: (credential, _verified, accounts) => sound.fido2.shownUser(credential, false, accounts),
    },
  }),
});
