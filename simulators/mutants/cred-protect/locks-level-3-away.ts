import { mutant } from '../mutant.ts';

/** Never serves credentials of level 3. */
export const locksLevel3Away = mutant({
  id: 'fido2.cred-protect.locks-level-3-away',
  fault: 'Never serves credentials of level 3.',
  caughtBy: ['ctap2.cred-protect.verified.sees-all'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isVisible: (credential, isVerified, isNamed) =>
        credential.credProtect < 3 && sound.fido2.isVisible(credential, isVerified, isNamed),
    },
  }),
});
