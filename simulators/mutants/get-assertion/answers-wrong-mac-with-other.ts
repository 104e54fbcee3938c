import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses a wrong pinUvAuthParam with CTAP1_ERR_OTHER. */
export const answersWrongMacWithOther = mutant({
  id: 'fido2.get-assertion.answers-wrong-mac-with-other',
  fault: 'Refuses a wrong pinUvAuthParam with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.get-assertion.pin-uv-auth-param.wrong.status',
    'ctap2.get-assertion.pin-uv-auth-param.other-data.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      believesMac: (isRight) => {
        if (!isRight) throw new CtapError(ctapStatus.CTAP1_ERR_OTHER);
        return true;
      },
    },
  }),
});
