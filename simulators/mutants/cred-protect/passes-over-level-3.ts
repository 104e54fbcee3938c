import { mutant } from '../mutant.ts';

/** Passes over excluded credentials of level 3 even after verification. */
export const passesOverLevel3 = mutant({
  id: 'fido2.cred-protect.passes-over-level-3',
  fault: 'Passes over excluded credentials of level 3 even after verification.',
  caughtBy: ['ctap2.cred-protect.exclude-list.verified'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isExcluded: ({ credProtect }) => credProtect !== 3 } }),
});
