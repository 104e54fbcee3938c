import { mutant } from '../mutant.ts';

/** Never reaches the last entry of a full allowList. */
export const forgetsLastEntry = mutant({
  id: 'fido2.get-assertion.forgets-last-entry',
  fault: 'Never reaches the last entry of a full allowList.',
  caughtBy: ['ctap2.get-assertion.allow-list.full'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      consideredEntries: (list, profile) => list.slice(0, profile.maxCredentialCountInList - 1),
    },
  }),
});
