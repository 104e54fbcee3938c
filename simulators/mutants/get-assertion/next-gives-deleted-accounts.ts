import { mutant } from '../mutant.ts';

/** Keeps the accounts to come through every other command, even when they are deleted meanwhile. */
export const nextGivesDeletedAccounts = mutant({
  id: 'fido2.get-next-assertion.gives-deleted-accounts',
  fault: 'Keeps the accounts to come through every other command, even when they are deleted meanwhile.',
  caughtBy: ['ctap2.get-next-assertion.interrupted.refused', 'ctap2.sequences.accounts'],
  shortest: 5,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      keepsSequence: (command, sequence) =>
        sequence.kind === 'assertions' || sound.fido2.keepsSequence(command, sequence),
    },
  }),
});
