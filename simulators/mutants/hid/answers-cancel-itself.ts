import { mutant } from '../mutant.ts';

/** Answers CANCEL besides the cancelled command. */
export const answersCancelItself = mutant({
  id: 'fido2.hid.answers-cancel-itself',
  fault: 'Answers CANCEL besides the cancelled command.',
  caughtBy: ['hid.cancel.pending'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, cancelAnswer: () => Uint8Array.of(0x2d) } }),
});
