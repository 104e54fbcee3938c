import { mutant } from '../mutant.ts';

/** Answers 9000 to instructions that it does not know. */
export const takesAnyInstructionOnCard = mutant({
  id: 'fido2.nfc.takes-any-instruction',
  fault: 'Answers 9000 to instructions that it does not know.',
  caughtBy: ['nfc.apdu.unknown-instruction'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, wrongInstruction: () => 0x9000 } }),
});
