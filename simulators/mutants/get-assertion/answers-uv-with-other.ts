import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Refuses the option uv, which it does not have, with CTAP1_ERR_OTHER. */
export const answersUvWithOther = mutant({
  id: 'fido2.get-assertion.answers-uv-with-other',
  fault: 'Refuses the option uv, which it does not have, with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.options.uv-without-built-in.status'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      uvOptionStatus: (uv, profile) =>
        sound.fido2.uvOptionStatus(uv, profile) === undefined ? undefined : ctapStatus.CTAP1_ERR_OTHER,
    },
  }),
});
