import { mutant } from '../mutant.ts';

/** Answers SELECT with FIDO_2_0 although it serves U2F. */
export const saysWrongVersionOnCard = mutant({
  id: 'fido2.nfc.says-wrong-version',
  fault: 'Answers SELECT with FIDO_2_0 although it serves U2F.',
  level: 'SHOULD',
  caughtBy: ['nfc.select.version'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, selectAnswer: () => sound.card.selectAnswer([]) } }),
});
