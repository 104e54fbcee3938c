import { mutant } from '../mutant.ts';

/** Counts the accounts that are left, not all. */
export const nextCountsTheRest = mutant({
  id: 'fido2.get-next-assertion.counts-the-rest',
  fault: 'Counts the accounts that are left, not all.',
  caughtBy: ['ctap2.get-next-assertion.accounts.newest-first', 'ctap2.sequences.accounts'],
  shortest: 3,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownNumber: (accounts, hasAllowList) => (accounts > 1 && !hasAllowList ? accounts - 1 : undefined),
    },
  }),
});
