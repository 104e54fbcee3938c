import { mutant } from '../mutant.ts';

/** Answers a continuation packet that belongs to no message with an error. */
export const answersStrayContinuations = mutant({
  id: 'fido2.hid.answers-stray-continuations',
  fault: 'Answers a continuation packet that belongs to no message with an error.',
  caughtBy: ['hid.sequence.stray-ignored'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, strayContinuationError: () => 0x04 } }),
});
