import { mutant } from '../mutant.ts';

/** Lets a token bound to one relying party change the credentials of another. */
export const ignoresBinding = mutant({
  id: 'fido2.credential-management.ignores-binding',
  fault: 'Lets a token bound to one relying party change the credentials of another.',
  caughtBy: ['ctap2.credential-management.authorization.bound-elsewhere'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, mayManage: () => true } }),
});
