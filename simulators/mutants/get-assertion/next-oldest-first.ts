import { mutant } from '../mutant.ts';

/** Gives accounts oldest first. */
export const nextOldestFirst = mutant({
  id: 'fido2.get-next-assertion.oldest-first',
  fault: 'Gives accounts oldest first.',
  caughtBy: ['ctap2.get-next-assertion.accounts.newest-first', 'ctap2.sequences.accounts'],
  shortest: 3,
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, inOrder: (credentials) => sound.fido2.inOrder(credentials).reverse() },
  }),
});
