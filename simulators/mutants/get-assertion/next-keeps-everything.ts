import { mutant } from '../mutant.ts';

/** Stores every credential as discoverable. */
export const nextKeepsEverything = mutant({
  id: 'fido2.get-next-assertion.keeps-everything',
  fault: 'Stores every credential as discoverable.',
  caughtBy: ['ctap2.get-next-assertion.accounts.discoverable-only', 'ctap2.sequences.accounts'],
  shortest: 2,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isResident: () => true } }),
});
