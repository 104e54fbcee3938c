import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Refuses the option rk of getAssertion with CTAP1_ERR_OTHER. */
export const answersRkWithOther = mutant({
  id: 'fido2.get-assertion.answers-rk-with-other',
  fault: 'Refuses the option rk of getAssertion with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.options.rk.status'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, assertionRkStatus: (rk) => (rk === undefined ? undefined : ctapStatus.CTAP1_ERR_OTHER) },
  }),
});
