import { mutant } from '../mutant.ts';

/** Begins again after the last account. */
export const nextNeverEnds = mutant({
  id: 'fido2.get-next-assertion.never-ends',
  fault: 'Begins again after the last account.',
  caughtBy: ['ctap2.get-next-assertion.past-end', 'ctap2.sequences.accounts'],
  shortest: 5,
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, accountsAfter: (accounts) => [...sound.fido2.accountsAfter(accounts), ...accounts] },
  }),
});
