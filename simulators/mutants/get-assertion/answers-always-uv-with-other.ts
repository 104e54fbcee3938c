import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Refuses an unverified assertion under alwaysUv with CTAP1_ERR_OTHER. */
export const answersAlwaysUvWithOther = mutant({
  id: 'fido2.get-assertion.answers-always-uv-with-other',
  fault: 'Refuses an unverified assertion under alwaysUv with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.always-uv.required.status'],
  profile: 'always-uv',
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, verificationRequiredStatus: () => ctapStatus.CTAP1_ERR_OTHER },
  }),
});
