import { mutant } from '../mutant.ts';

/** Gives level 2 where level 3 is asked for. */
export const capsAtLevel2 = mutant({
  id: 'fido2.cred-protect.caps-at-level-2',
  fault: 'Gives level 2 where level 3 is asked for.',
  caughtBy: ['ctap2.cred-protect.level.told'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, credProtectLevel: (asked) => (asked === undefined || asked === 1 ? 1 : 2) },
  }),
});
