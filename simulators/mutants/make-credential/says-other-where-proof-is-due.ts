import { mutant } from '../mutant.ts';

/** Answers CTAP2_ERR_PIN_AUTH_INVALID where a proof is due. */
export const saysOtherWhereProofIsDue = mutant({
  id: 'fido2.make-credential.says-other-where-proof-is-due',
  fault: 'Answers CTAP2_ERR_PIN_AUTH_INVALID where a proof is due.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.authorization.required.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, verificationRequiredStatus: () => 0x33 } }),
});
