import { mutant } from '../mutant.ts';

/** Treats level 2 as level 3. */
export const takesLevel2For3 = mutant({
  id: 'fido2.cred-protect.takes-level-2-for-3',
  fault: 'Treats level 2 as level 3.',
  caughtBy: ['ctap2.cred-protect.level-2.named'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, isVisible: ({ credProtect }, isVerified) => isVerified || credProtect === 1 },
  }),
});
