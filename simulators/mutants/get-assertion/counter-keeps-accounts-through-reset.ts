import { mutant } from '../mutant.ts';

/** Keeps discoverable credentials through a reset. */
export const counterKeepsAccountsThroughReset = mutant({
  id: 'fido2.counter.keeps-accounts-through-reset',
  fault: 'Keeps discoverable credentials through a reset.',
  caughtBy: ['ctap2.sequences.counters'],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, keptThroughReset: ({ credentials }) => ({ credentials }) } }),
});
