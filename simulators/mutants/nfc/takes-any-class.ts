import { mutant } from '../mutant.ts';

/** Answers 9000 to APDUs of a class that it does not know. */
export const takesAnyClassOnCard = mutant({
  id: 'fido2.nfc.takes-any-class',
  fault: 'Answers 9000 to APDUs of a class that it does not know.',
  caughtBy: ['nfc.apdu.unknown-class'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, wrongClass: () => 0x9000 } }),
});
