import { mutant } from '../mutant.ts';

/** Lists the credentials of all relying parties for each. */
export const listsCredentialsOfAll = mutant({
  id: 'fido2.credential-management.lists-credentials-of-all',
  fault: 'Lists the credentials of all relying parties for each.',
  caughtBy: ['ctap2.credential-management.credentials.complete'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, listedCredentials: (_own, all) => [...all] } }),
});
