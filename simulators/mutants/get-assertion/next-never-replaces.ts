import { mutant } from '../mutant.ts';

/** Keeps the old account beside the new one of the same user. */
export const nextNeverReplaces = mutant({
  id: 'fido2.get-next-assertion.never-replaces',
  fault: 'Keeps the old account beside the new one of the same user.',
  caughtBy: ['ctap2.cred-protect.replaced.takes-new-level', 'ctap2.sequences.accounts'],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, replaces: () => false } }),
});
