import { mutant } from '../mutant.ts';

/** Answers extended APDUs in parts. */
export const splitsExtendedAnswersOnCard = mutant({
  id: 'fido2.nfc.splits-extended-answers',
  fault: 'Answers extended APDUs in parts.',
  caughtBy: ['nfc.message.extended-in-one'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, chunkLength: (ne, left) => Math.min(ne, left, 64) } }),
});
