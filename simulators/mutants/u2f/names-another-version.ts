import { mutant } from '../mutant.ts';

/** Calls itself U2F_V1. */
export const namesAnotherVersion = mutant({
  id: 'fido2.u2f.names-another-version',
  fault: 'Calls itself U2F_V1.',
  caughtBy: ['u2f.version.answer'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fVersion: () => 'U2F_V1' } }),
});
