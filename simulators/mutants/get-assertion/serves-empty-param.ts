import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP2_OK to a request that only asks for a touch. */
export const servesEmptyParam = mutant({
  id: 'fido2.get-assertion.serves-empty-param',
  fault: 'Answers CTAP2_OK to a request that only asks for a touch.',
  caughtBy: ['ctap2.get-assertion.touch-only.pin-unset', 'ctap2.get-assertion.touch-only.pin-set'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, touchOnlyStatus: () => ctapStatus.CTAP2_OK } }),
});
