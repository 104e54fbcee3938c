import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP2_OK and nothing where there is no next account. */
export const nextAnswersEndWithOk = mutant({
  id: 'fido2.get-next-assertion.answers-end-with-ok',
  fault: 'Answers CTAP2_OK and nothing where there is no next account.',
  caughtBy: ['ctap2.get-next-assertion.past-end', 'ctap2.get-next-assertion.without-start'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, noNextAssertionStatus: () => ctapStatus.CTAP2_OK } }),
});
