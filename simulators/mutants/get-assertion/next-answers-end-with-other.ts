import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Refuses getNextAssertion with CTAP1_ERR_OTHER. */
export const nextAnswersEndWithOther = mutant({
  id: 'fido2.get-next-assertion.answers-end-with-other',
  fault: 'Refuses getNextAssertion with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-next-assertion.past-end.status', 'ctap2.get-next-assertion.without-start.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, noNextAssertionStatus: () => ctapStatus.CTAP1_ERR_OTHER } }),
});
