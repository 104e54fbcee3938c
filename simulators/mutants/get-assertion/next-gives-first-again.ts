import { mutant } from '../mutant.ts';

/** Gives the first account once more before the others. */
export const nextGivesFirstAgain = mutant({
  id: 'fido2.get-next-assertion.gives-first-again',
  fault: 'Gives the first account once more before the others.',
  caughtBy: ['ctap2.get-next-assertion.accounts.newest-first', 'ctap2.sequences.accounts'],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, accountsAfter: (accounts) => [...accounts] } }),
});
