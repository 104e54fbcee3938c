import { mutant } from '../mutant.ts';
import { swap } from './swap.ts';

/** Answers CTAP1_ERR_INVALID_PARAMETER to rk on a key without discoverable credentials. */
export const saysOtherForRk = mutant({
  id: 'fido2.make-credential.says-other-for-rk',
  fault: 'Answers CTAP1_ERR_INVALID_PARAMETER to rk on a key without discoverable credentials.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.options.rk-unsupported.status'],
  profile: 'no-resident',
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      rkOptionStatus: (rk, profile) => swap(sound.fido2.rkOptionStatus(rk, profile), 0x2b, 0x02),
    },
  }),
});
