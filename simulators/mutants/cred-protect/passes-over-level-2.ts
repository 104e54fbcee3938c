import { mutant } from '../mutant.ts';

/** Passes over excluded credentials of level 2 without verification. */
export const passesOverLevel2 = mutant({
  id: 'fido2.cred-protect.passes-over-level-2',
  fault: 'Passes over excluded credentials of level 2 without verification.',
  caughtBy: ['ctap2.cred-protect.exclude-list.unverified'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, isExcluded: ({ credProtect }, isVerified) => isVerified || credProtect === 1 },
  }),
});
