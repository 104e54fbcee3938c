import { mutant } from '../mutant.ts';

/** Serves commands before SELECT. */
export const needsNoSelectOnCard = mutant({
  id: 'fido2.nfc.needs-no-select',
  fault: 'Serves commands before SELECT.',
  level: 'SHOULD',
  caughtBy: ['nfc.select.needed'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, needsSelection: () => false } }),
});
