import { mutant } from '../mutant.ts';

/** Lists every credential with credProtect level 1. */
export const listsLevelOneForAll = mutant({
  id: 'fido2.credential-management.lists-level-one-for-all',
  fault: 'Lists every credential with credProtect level 1.',
  caughtBy: ['ctap2.credential-management.credentials.cred-protect'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, listedCredProtect: () => 1 } }),
});
