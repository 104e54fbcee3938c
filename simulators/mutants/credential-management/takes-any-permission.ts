import { mutant } from '../mutant.ts';

/** Serves credential management under any permission. */
export const takesAnyPermission = mutant({
  id: 'fido2.credential-management.takes-any-permission',
  fault: 'Serves credential management under any permission.',
  caughtBy: ['ctap2.credential-management.authorization.wrong-permission'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, managementPermission: () => 0xff } }),
});
