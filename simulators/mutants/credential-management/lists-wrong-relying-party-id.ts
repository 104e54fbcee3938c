import { mutant } from '../mutant.ts';

/** Lists every relying party under an id without its first label. */
export const listsWrongRelyingPartyId = mutant({
  id: 'fido2.credential-management.lists-wrong-relying-party-id',
  fault: 'Lists every relying party under an id without its first label.',
  caughtBy: ['ctap2.credential-management.parties.id'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, listedRpId: (rpId) => rpId.slice(rpId.indexOf('.') + 1) } }),
});
