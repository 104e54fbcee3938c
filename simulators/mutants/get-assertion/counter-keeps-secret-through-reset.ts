import { mutant } from '../mutant.ts';

/** Keeps the secret of wrapped credentials through a reset. */
export const counterKeepsSecretThroughReset = mutant({
  id: 'fido2.counter.keeps-secret-through-reset',
  fault: 'Keeps the secret of wrapped credentials through a reset.',
  caughtBy: ['ctap2.sequences.counters'],
  shortest: 3,
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, keptThroughReset: ({ masterSecret }) => ({ masterSecret }) },
  }),
});
