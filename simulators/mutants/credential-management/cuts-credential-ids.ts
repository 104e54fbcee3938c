import { mutant } from '../mutant.ts';

/** Lists credential ids cut to 16 bytes. */
export const cutsCredentialIds = mutant({
  id: 'fido2.credential-management.cuts-credential-ids',
  fault: 'Lists credential ids cut to 16 bytes.',
  caughtBy: ['ctap2.credential-management.credentials.complete'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, listedCredentialId: (credential) => credential.id.subarray(0, 16) },
  }),
});
