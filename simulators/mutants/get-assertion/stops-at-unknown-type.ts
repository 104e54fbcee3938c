import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses a list with an entry of a type that it does not know. */
export const stopsAtUnknownType = mutant({
  id: 'fido2.get-assertion.stops-at-unknown-type',
  fault: 'Refuses a list with an entry of a type that it does not know.',
  caughtBy: ['ctap2.get-assertion.allow-list.unknown-type-skipped'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isKnownType: (type) => {
        if (!sound.fido2.isKnownType(type)) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
        return true;
      },
    },
  }),
});
