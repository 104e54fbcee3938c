import { mutant } from '../mutant.ts';

/** Names a credential that does not exist in its assertions. */
export const namesAnotherCredential = mutant({
  id: 'fido2.get-assertion.names-another-credential',
  fault: 'Names a credential that does not exist in its assertions.',
  caughtBy: ['ctap2.get-assertion.allow-list.any-place'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownCredentialId: ({ id }) => id.slice().reverse() } }),
});
