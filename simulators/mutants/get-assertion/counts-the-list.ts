import { mutant } from '../mutant.ts';

/** Sends numberOfCredentials 2 with an allowList. */
export const countsTheList = mutant({
  id: 'fido2.get-assertion.counts-the-list',
  fault: 'Sends numberOfCredentials 2 with an allowList.',
  caughtBy: ['ctap2.get-assertion.number-of-credentials.allow-list'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownNumber: (accounts, hasAllowList, profile) =>
        hasAllowList ? accounts + 1 : sound.fido2.shownNumber(accounts, hasAllowList, profile),
    },
  }),
});
