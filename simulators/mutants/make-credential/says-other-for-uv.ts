import { mutant } from '../mutant.ts';
import { swap } from './swap.ts';

/** Answers CTAP1_ERR_INVALID_PARAMETER to uv where no verification is built in. */
export const saysOtherForUv = mutant({
  id: 'fido2.make-credential.says-other-for-uv',
  fault: 'Answers CTAP1_ERR_INVALID_PARAMETER to uv where no verification is built in.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.options.uv-unavailable.status'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      uvOptionStatus: (uv, profile) => swap(sound.fido2.uvOptionStatus(uv, profile), 0x2c, 0x02),
    },
  }),
});
