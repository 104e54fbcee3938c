import { mutant } from '../mutant.ts';

/** Answers a reset that comes too late with CTAP2_ERR_OPERATION_DENIED. */
export const answersLateWithDenied = mutant({
  id: 'fido2.reset.answers-late-with-denied',
  fault: 'Answers a reset that comes too late with CTAP2_ERR_OPERATION_DENIED.',
  level: 'SHOULD',
  caughtBy: ['ctap2.reset.window.late.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, lateResetStatus: () => 0x27 } }),
});
