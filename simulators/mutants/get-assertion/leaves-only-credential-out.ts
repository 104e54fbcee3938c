import { mutant } from '../mutant.ts';

/** Leaves the credential out of the answer when the allowList had one entry. */
export const leavesOnlyCredentialOut = mutant({
  id: 'fido2.get-assertion.leaves-only-credential-out',
  fault: 'Leaves the credential out of the answer when the allowList had one entry.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.response.credential'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, showsCredential: (named) => named !== 1 } }),
});
