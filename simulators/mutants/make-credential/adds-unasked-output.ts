import { mutant } from '../mutant.ts';

/** Answers hmac-secret to those who did not ask for it. */
export const addsUnaskedOutput = mutant({
  id: 'fido2.make-credential.adds-unasked-output',
  fault: 'Answers hmac-secret to those who did not ask for it.',
  level: 'SHOULD',
  caughtBy: ['ctap2.attestation.extensions.asked'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacSecretOutput: () => true } }),
});
