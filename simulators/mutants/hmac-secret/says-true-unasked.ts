import { mutant } from '../mutant.ts';

/** Says hmac-secret true in every registration. */
export const saysTrueUnasked = mutant({
  id: 'fido2.hmac-secret.says-true-unasked',
  fault: 'Says hmac-secret true in every registration.',
  caughtBy: ['ctap2.hmac-secret.registration.only-asked'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacSecretOutput: () => true } }),
});
