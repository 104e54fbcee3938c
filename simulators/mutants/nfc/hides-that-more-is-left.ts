import { mutant } from '../mutant.ts';

/** Answers 9000 although more of the answer is left. */
export const hidesThatMoreIsLeftOnCard = mutant({
  id: 'fido2.nfc.hides-that-more-is-left',
  fault: 'Answers 9000 although more of the answer is left.',
  caughtBy: ['nfc.message.get-response'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, moreData: () => 0x9000 } }),
});
