import { mutant } from '../mutant.ts';

/** Skips an account for each command that comes between. */
export const nextSkipsWhenInterrupted = mutant({
  id: 'fido2.get-next-assertion.skips-when-interrupted',
  fault: 'Skips an account for each command that comes between.',
  caughtBy: ['ctap2.get-next-assertion.interrupted.right-or-refused'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      keepsSequence: (command, sequence) => {
        const keeps = sound.fido2.keepsSequence(command, sequence);
        if (!keeps && sequence.kind === 'assertions') sequence.remaining.splice(0, 1);
        return keeps || sequence.kind === 'assertions';
      },
    },
  }),
});
