import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP1_ERR_OTHER when the touch does not come or is declined. */
export const answersNoTouchWithOther = mutant({
  id: 'fido2.get-assertion.answers-no-touch-with-other',
  fault: 'Answers CTAP1_ERR_OTHER when the touch does not come or is declined.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.presence.withheld.status', 'ctap2.get-assertion.presence.declined.status'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      touchStatus: (outcome) =>
        outcome === 'timeout' || outcome === 'declined' ? ctapStatus.CTAP1_ERR_OTHER : sound.fido2.touchStatus(outcome),
    },
  }),
});
