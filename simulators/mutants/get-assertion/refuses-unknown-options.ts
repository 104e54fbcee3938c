import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { membersOf } from './mending.ts';

/** Refuses an option that it does not know. */
export const refusesUnknownOptions = mutant({
  id: 'fido2.get-assertion.refuses-unknown-options',
  fault: 'Refuses an option that it does not know.',
  caughtBy: ['ctap2.get-assertion.request.unknown-ignored'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readGetAssertion: (parameters) => {
        const options = membersOf(parameters).get(0x05);
        const known = ['rk', 'up', 'uv'];
        if (options instanceof Map && [...options.keys()].some((option) => !known.includes(String(option)))) {
          throw new CtapError(ctapStatus.CTAP2_ERR_UNSUPPORTED_OPTION);
        }
        return sound.fido2.readGetAssertion(parameters);
      },
    },
  }),
});
