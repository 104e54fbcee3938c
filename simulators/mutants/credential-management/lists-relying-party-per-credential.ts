import { mutant } from '../mutant.ts';

/** Lists a relying party once for each of its credentials. */
export const listsRelyingPartyPerCredential = mutant({
  id: 'fido2.credential-management.lists-relying-party-per-credential',
  fault: 'Lists a relying party once for each of its credentials.',
  caughtBy: ['ctap2.credential-management.parties.complete'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      listedRps: (credentials) => credentials.map(({ rpIdHash, resident }) => ({ rpId: resident.rpId, rpIdHash })),
    },
  }),
});
