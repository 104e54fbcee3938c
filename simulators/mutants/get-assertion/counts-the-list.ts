import { mutant } from '../mutant.ts';

/** Sends numberOfCredentials with an allowList. */
export const countsTheList = mutant({
  id: 'fido2.get-assertion.counts-the-list',
  fault: 'Sends numberOfCredentials with an allowList.',
  caughtBy: ['ctap2.get-assertion.number-of-credentials.allow-list'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownNumber: (accounts, hasAllowList) =>
        hasAllowList ? accounts : sound.fido2.shownNumber(accounts, hasAllowList),
    },
  }),
});
