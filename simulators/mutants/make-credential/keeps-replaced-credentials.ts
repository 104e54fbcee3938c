import { mutant } from '../mutant.ts';

/** Keeps the credential of an account beside the one that replaces it. */
export const keepsReplacedCredentials = mutant({
  id: 'fido2.make-credential.keeps-replaced-credentials',
  fault: 'Keeps the credential of an account beside the one that replaces it.',
  caughtBy: ['ctap2.make-credential.resident.replaces-same-user'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, replaces: () => false } }),
});
