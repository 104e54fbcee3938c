import { mutant } from '../mutant.ts';

/** Treats level 2 as level 1. */
export const takesLevel2For1 = mutant({
  id: 'fido2.cred-protect.takes-level-2-for-1',
  fault: 'Treats level 2 as level 1.',
  caughtBy: ['ctap2.cred-protect.level-2.hidden', 'ctap2.cred-protect.accounts.filtered'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, isVisible: ({ credProtect }, isVerified) => isVerified || credProtect < 3 },
  }),
});
