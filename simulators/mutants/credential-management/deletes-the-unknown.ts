import { mutant } from '../mutant.ts';

/** Says that it changed or deleted a credential that it does not hold. */
export const deletesTheUnknown = mutant({
  id: 'fido2.credential-management.deletes-the-unknown',
  fault: 'Says that it changed or deleted a credential that it does not hold.',
  caughtBy: ['ctap2.credential-management.delete.unknown', 'ctap2.credential-management.update.unknown'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, unknownCredentialStatus: () => undefined } }),
});
