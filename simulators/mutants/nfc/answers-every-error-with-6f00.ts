import { mutant } from '../mutant.ts';

/** Answers every wrong APDU with 6F00. */
export const answersEveryErrorWith6f00OnCard = mutant({
  id: 'fido2.nfc.answers-every-error-with-6f00',
  fault: 'Answers every wrong APDU with 6F00.',
  level: 'SHOULD',
  caughtBy: ['nfc.apdu.unknown-class.status', 'nfc.apdu.unknown-instruction.status', 'nfc.apdu.wrong-length.status'],
  twist: (sound) => ({
    ...sound,
    card: { ...sound.card, wrongClass: () => 0x6f00, wrongInstruction: () => 0x6f00, wrongLength: () => 0x6f00 },
  }),
});
