import { mutant } from '../mutant.ts';

/** Answers CTAP1_ERR_INVALID_PARAMETER to up false. */
export const saysOtherForUpFalse = mutant({
  id: 'fido2.make-credential.says-other-for-up-false',
  fault: 'Answers CTAP1_ERR_INVALID_PARAMETER to up false.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.options.up-false.status'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, upOptionStatus: (up) => (up === false ? 0x02 : undefined) },
  }),
});
