import { mutant } from '../mutant.ts';

/** Refuses every token that is bound to a relying party. */
export const refusesBoundToken = mutant({
  id: 'fido2.credential-management.refuses-bound-token',
  fault: 'Refuses every token that is bound to a relying party.',
  caughtBy: ['ctap2.credential-management.authorization.bound-here'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, mayManage: (use) => use.rpId === undefined } }),
});
