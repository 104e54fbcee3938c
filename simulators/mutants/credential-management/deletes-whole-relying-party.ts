import { mutant } from '../mutant.ts';

/** Deletes every credential of the relying party. */
export const deletesWholeRelyingParty = mutant({
  id: 'fido2.credential-management.deletes-whole-relying-party',
  fault: 'Deletes every credential of the relying party.',
  caughtBy: ['ctap2.credential-management.delete.others-stay'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      withoutCredential: (credentials, removed) =>
        credentials.filter(({ resident }) => resident.rpId !== removed.resident.rpId),
    },
  }),
});
