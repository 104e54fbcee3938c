import { mutant } from '../mutant.ts';

/** Leaves clientDataHash out of what its attestation signs. */
export const signsWithoutHash = mutant({
  id: 'fido2.make-credential.signs-without-hash',
  fault: 'Leaves clientDataHash out of what its attestation signs.',
  caughtBy: ['ctap2.attestation.verifies'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, attestationMessage: (authData) => authData } }),
});
