import { mutant } from '../mutant.ts';

/** Answers CTAP2_ERR_INVALID_CREDENTIAL where no credential fits. */
export const saysOtherForUnknownId = mutant({
  id: 'fido2.make-credential.says-other-for-unknown-id',
  fault: 'Answers CTAP2_ERR_INVALID_CREDENTIAL where no credential fits.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.credential-id.unforgeable.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, noCredentialsStatus: () => 0x22 } }),
});
