import { mutant } from '../mutant.ts';

/** Answers CTAP2_ERR_INVALID_CREDENTIAL where a credential is excluded. */
export const saysOtherForExcluded = mutant({
  id: 'fido2.make-credential.says-other-for-excluded',
  fault: 'Answers CTAP2_ERR_INVALID_CREDENTIAL where a credential is excluded.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.exclude-list.own.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, excludedStatus: () => 0x22 } }),
});
