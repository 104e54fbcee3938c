import { mutant } from '../mutant.ts';

/** Lets an excludeList tell of credentials of level 3 without verification. */
export const betraysLevel3 = mutant({
  id: 'fido2.cred-protect.betrays-level-3',
  fault: 'Lets an excludeList tell of credentials of level 3 without verification.',
  caughtBy: ['ctap2.cred-protect.exclude-list.level-3-unseen'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isExcluded: () => true } }),
});
