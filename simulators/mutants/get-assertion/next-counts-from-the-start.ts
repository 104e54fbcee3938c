import { mutant } from '../mutant.ts';

/** Counts the 30 s from getAssertion on, not from the last answer. */
export const nextCountsFromTheStart = mutant({
  id: 'fido2.get-next-assertion.counts-from-the-start',
  fault: 'Counts the 30 s from getAssertion on, not from the last answer.',
  caughtBy: ['ctap2.get-next-assertion.time.enough'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, deadlineAfterStep: (sequence) => sequence.deadlineMs } }),
});
