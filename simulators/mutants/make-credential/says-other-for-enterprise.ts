import { mutant } from '../mutant.ts';

/** Answers CTAP2_ERR_INVALID_OPTION to enterprise attestation that it does not have. */
export const saysOtherForEnterprise = mutant({
  id: 'fido2.make-credential.says-other-for-enterprise',
  fault: 'Answers CTAP2_ERR_INVALID_OPTION to enterprise attestation that it does not have.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.enterprise-attestation.unavailable.status'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, enterpriseStatus: (asked) => (asked === undefined ? undefined : 0x2c) },
  }),
});
