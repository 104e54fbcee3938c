import { mutant } from '../mutant.ts';

/** Answers SELECT of any applet as its own. */
export const selectsAnythingOnCard = mutant({
  id: 'fido2.nfc.selects-anything',
  fault: 'Answers SELECT of any applet as its own.',
  caughtBy: ['nfc.select.foreign-applet'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, selects: () => true } }),
});
