import { mutant } from '../mutant.ts';

/** Sends numberOfCredentials 2 for one account. */
export const countsOne = mutant({
  id: 'fido2.get-assertion.counts-one',
  fault: 'Sends numberOfCredentials 2 for one account.',
  caughtBy: ['ctap2.get-assertion.number-of-credentials.one'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownNumber: (accounts, hasAllowList) => (hasAllowList ? undefined : Math.max(2, accounts)),
    },
  }),
});
