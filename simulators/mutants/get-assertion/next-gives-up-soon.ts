import { mutant } from '../mutant.ts';

/** Waits 5 s for getNextAssertion. */
export const nextGivesUpSoon = mutant({
  id: 'fido2.get-next-assertion.gives-up-soon',
  fault: 'Waits 5 s for getNextAssertion.',
  caughtBy: ['ctap2.get-next-assertion.time.enough'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, isSequenceAlive: (sequence, nowMs) => nowMs < sequence.deadlineMs - 25_000 },
  }),
});
