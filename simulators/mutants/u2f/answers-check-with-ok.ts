import { mutant } from '../mutant.ts';

/** Answers 9000 when it is asked whether it knows a key handle. */
export const answersCheckWithOk = mutant({
  id: 'fido2.u2f.answers-check-with-ok',
  fault: 'Answers 9000 when it is asked whether it knows a key handle.',
  caughtBy: ['u2f.check-only.knows-own'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, checkOnlyStatus: () => 0x9000 } }),
});
