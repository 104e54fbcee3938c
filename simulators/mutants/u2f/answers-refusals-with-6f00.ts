import { mutant } from '../mutant.ts';

/** Answers every message that it cannot serve with 6f00. */
export const answersRefusalsWith6f00 = mutant({
  id: 'fido2.u2f.answers-refusals-with-6f00',
  fault: 'Answers every message that it cannot serve with 6f00.',
  level: 'SHOULD',
  caughtBy: [
    'u2f.message.unknown-instruction.status',
    'u2f.message.unknown-class.status',
    'u2f.register.wrong-length.status',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fMessageStatus: () => 0x6f00 } }),
});
