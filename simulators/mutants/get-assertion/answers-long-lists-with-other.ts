import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses a list that is too long with CTAP1_ERR_OTHER. */
export const answersLongListsWithOther = mutant({
  id: 'fido2.get-assertion.answers-long-lists-with-other',
  fault: 'Refuses a list that is too long with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.allow-list.too-long.status'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isListTooLong: (length, profile) => {
        if (sound.fido2.isListTooLong(length, profile)) throw new CtapError(ctapStatus.CTAP1_ERR_OTHER);
        return false;
      },
    },
  }),
});
