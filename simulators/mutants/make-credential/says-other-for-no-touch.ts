import { mutant } from '../mutant.ts';

/** Answers CTAP1_ERR_TIMEOUT where a touch did not come or was declined. */
export const saysOtherForNoTouch = mutant({
  id: 'fido2.make-credential.says-other-for-no-touch',
  fault: 'Answers CTAP1_ERR_TIMEOUT where a touch did not come or was declined.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.make-credential.touch.withheld.status',
    'ctap2.make-credential.touch.declined.status',
    'ctap2.selection.withheld.status',
    'ctap2.selection.declined.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      touchStatus: (outcome) =>
        outcome === 'granted' || outcome === 'cancelled' ? sound.fido2.touchStatus(outcome) : 0x05,
    },
  }),
});
