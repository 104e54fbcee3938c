import { mutant } from '../mutant.ts';

/** Lists user ids cut to two bytes. */
export const listsCutUserIds = mutant({
  id: 'fido2.credential-management.lists-cut-user-ids',
  fault: 'Lists user ids cut to two bytes.',
  caughtBy: ['ctap2.credential-management.credentials.user'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, listedUser: (user) => ({ ...user, id: user.id.subarray(0, 2) }) },
  }),
});
