import { mutant } from '../mutant.ts';

/** Says that it updated a user and keeps the old names. */
export const updatesNothing = mutant({
  id: 'fido2.credential-management.updates-nothing',
  fault: 'Says that it updated a user and keeps the old names.',
  caughtBy: ['ctap2.credential-management.update.replaces-names', 'ctap2.credential-management.update.removes-names'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, updatedUser: (stored) => stored } }),
});
