import { mutant } from '../mutant.ts';

/** Lists only the newest credential of a relying party. */
export const listsNewestCredentialOnly = mutant({
  id: 'fido2.credential-management.lists-newest-credential-only',
  fault: 'Lists only the newest credential of a relying party.',
  caughtBy: ['ctap2.credential-management.credentials.complete'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, listedCredentials: (own, all) => sound.fido2.listedCredentials(own, all).slice(0, 1) },
  }),
});
