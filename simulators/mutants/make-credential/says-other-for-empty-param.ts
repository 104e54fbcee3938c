import { mutant } from '../mutant.ts';

/** Answers CTAP2_ERR_PUAT_REQUIRED to an empty pinUvAuthParam. */
export const saysOtherForEmptyParam = mutant({
  id: 'fido2.make-credential.says-other-for-empty-param',
  fault: 'Answers CTAP2_ERR_PUAT_REQUIRED to an empty pinUvAuthParam.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.empty-param.pin-unset.status', 'ctap2.make-credential.empty-param.pin-set.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, touchOnlyStatus: () => 0x36 } }),
});
