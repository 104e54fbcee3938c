import { mutant } from '../mutant.ts';

/** Answers 9000 to NFCCTAP_GETRESPONSE with nothing under way. */
export const answersIdleGetresponseOnCard = mutant({
  id: 'fido2.nfc.answers-idle-getresponse',
  fault: 'Answers 9000 to NFCCTAP_GETRESPONSE with nothing under way.',
  level: 'SHOULD',
  caughtBy: ['nfc.getresponse.nothing-pending'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, nothingUnderWay: () => 0x9000 } }),
});
