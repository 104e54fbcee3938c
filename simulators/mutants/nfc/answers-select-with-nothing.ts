import { mutant } from '../mutant.ts';

/** Answers SELECT without a version. */
export const answersSelectWithNothingOnCard = mutant({
  id: 'fido2.nfc.answers-select-with-nothing',
  fault: 'Answers SELECT without a version.',
  caughtBy: ['nfc.select.answer', 'nfc.select.version'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, selectAnswer: () => new Uint8Array(0) } }),
});
