import { mutant } from '../mutant.ts';

/** Says that it deleted a credential and keeps it. */
export const deletesNothing = mutant({
  id: 'fido2.credential-management.deletes-nothing',
  fault: 'Says that it deleted a credential and keeps it.',
  caughtBy: [
    'ctap2.credential-management.delete.counted',
    'ctap2.credential-management.delete.unlisted',
    'ctap2.credential-management.delete.unusable',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, withoutCredential: (credentials) => [...credentials] } }),
});
