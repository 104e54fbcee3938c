import { mutant } from '../mutant.ts';

/** Answers every instruction that it does not know as U2F_VERSION. */
export const takesUnknownInstructionsForVersion = mutant({
  id: 'fido2.u2f.takes-unknown-instructions-for-version',
  fault: 'Answers every instruction that it does not know as U2F_VERSION.',
  caughtBy: ['u2f.message.unknown-instruction'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, u2fInstruction: (ins) => sound.fido2.u2fInstruction(ins) ?? 0x03 },
  }),
});
