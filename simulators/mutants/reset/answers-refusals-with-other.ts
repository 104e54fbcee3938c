import { mutant } from '../mutant.ts';

/** Answers a reset without its touch with CTAP1_ERR_OTHER, however the wait ended. */
export const answersRefusalsWithOther = mutant({
  id: 'fido2.reset.answers-refusals-with-other',
  fault: 'Answers a reset without its touch with CTAP1_ERR_OTHER, however the wait ended.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.reset.touch.withheld.status',
    'ctap2.reset.touch.declined.status',
    'ctap2.reset.touch.cancelled.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, resetTouchStatus: (_outcome, status) => (status === undefined ? undefined : 0x7f) },
  }),
});
