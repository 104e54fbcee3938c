import { mutant } from '../mutant.ts';

/** Makes credentials for hmac-secret without saying so. */
export const neverSaysTrue = mutant({
  id: 'fido2.hmac-secret.never-says-true',
  fault: 'Makes credentials for hmac-secret without saying so.',
  caughtBy: ['ctap2.hmac-secret.registration.says-true'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacSecretOutput: () => undefined } }),
});
