import { mutant } from '../mutant.ts';

/** Gives the last entry of an enumeration again and again. */
export const repeatsLastEntry = mutant({
  id: 'fido2.credential-management.repeats-last-entry',
  fault: 'Gives the last entry of an enumeration again and again.',
  caughtBy: ['ctap2.credential-management.next.past-end'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, nextListed: (remaining) => (remaining.length > 1 ? remaining.shift() : remaining[0]) },
  }),
});
