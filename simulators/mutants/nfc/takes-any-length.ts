import { mutant } from '../mutant.ts';

/** Answers 9000 to APDUs whose lengths do not add up. */
export const takesAnyLengthOnCard = mutant({
  id: 'fido2.nfc.takes-any-length',
  fault: 'Answers 9000 to APDUs whose lengths do not add up.',
  level: 'SHOULD',
  caughtBy: ['nfc.apdu.wrong-length'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, wrongLength: () => 0x9000 } }),
});
