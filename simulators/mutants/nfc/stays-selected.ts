import { mutant } from '../mutant.ts';

/** Stays selected after NFCCTAP_CONTROL. */
export const staysSelectedOnCard = mutant({
  id: 'fido2.nfc.stays-selected',
  fault: 'Stays selected after NFCCTAP_CONTROL.',
  level: 'SHOULD',
  caughtBy: ['nfc.control.deselects'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, deselects: () => false } }),
});
