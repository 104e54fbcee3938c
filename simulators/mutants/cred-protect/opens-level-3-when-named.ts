import { mutant } from '../mutant.ts';

/** Serves credentials of level 3 without verification where an allowList names them. */
export const opensLevel3WhenNamed = mutant({
  id: 'fido2.cred-protect.opens-level-3-when-named',
  fault: 'Serves credentials of level 3 without verification where an allowList names them.',
  caughtBy: ['ctap2.cred-protect.level-3.needs-verification'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isVisible: (credential, isVerified, isNamed) => isNamed || sound.fido2.isVisible(credential, isVerified, isNamed),
    },
  }),
});
