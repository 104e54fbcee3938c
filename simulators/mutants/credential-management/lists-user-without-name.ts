import { mutant } from '../mutant.ts';

/** Lists users by their ids alone. */
export const listsUserWithoutName = mutant({
  id: 'fido2.credential-management.lists-user-without-name',
  fault: 'Lists users by their ids alone.',
  caughtBy: ['ctap2.credential-management.credentials.user'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, listedUser: ({ id }) => ({ id }) } }),
});
