import { mutant } from '../mutant.ts';
import { swap } from './swap.ts';

/** Answers CTAP1_ERR_INVALID_PARAMETER where no algorithm fits. */
export const saysOtherForUnsupportedAlgorithm = mutant({
  id: 'fido2.make-credential.says-other-for-unsupported-algorithm',
  fault: 'Answers CTAP1_ERR_INVALID_PARAMETER where no algorithm fits.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.algorithms.unsupported.status'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, statusOf: (error, profile) => swap(sound.fido2.statusOf(error, profile), 0x26, 0x02) },
  }),
});
