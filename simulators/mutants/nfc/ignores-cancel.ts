import { mutant } from '../mutant.ts';

/** Does not cancel on NFCCTAP_GETRESPONSE with P1 11. */
export const ignoresCancelOnCard = mutant({
  id: 'fido2.nfc.ignores-cancel',
  fault: 'Does not cancel on NFCCTAP_GETRESPONSE with P1 11.',
  caughtBy: ['nfc.keepalive.cancel'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, cancels: () => false } }),
});
