import { mutant } from '../mutant.ts';

/** Replaces a user’s account at one relying party by that at another. */
export const nextOneAccountPerUser = mutant({
  id: 'fido2.get-next-assertion.one-account-per-user',
  fault: 'Replaces a user’s account at one relying party by that at another.',
  caughtBy: ['ctap2.get-next-assertion.accounts.parties-apart', 'ctap2.sequences.accounts'],
  shortest: 3,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      replaces: (stored, _rpIdHash, userId) => sound.fido2.replaces(stored, stored.rpIdHash, userId),
    },
  }),
});
