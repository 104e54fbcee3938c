import { mutant } from '../mutant.ts';

/** Gives level 2 unasked, and does not tell. */
export const protectsUnasked = mutant({
  id: 'fido2.cred-protect.protects-unasked',
  fault: 'Gives level 2 unasked, and does not tell.',
  caughtBy: ['ctap2.cred-protect.unasked.level-1'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, credProtectLevel: (asked, profile) => sound.fido2.credProtectLevel(asked ?? 2, profile) },
  }),
});
