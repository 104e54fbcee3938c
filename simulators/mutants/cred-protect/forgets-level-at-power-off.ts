import { mutant } from '../mutant.ts';

/** Forgets the level of a wrapped credential when it is unwrapped again. */
export const forgetsLevelAtPowerOff = mutant({
  id: 'fido2.cred-protect.forgets-level-at-power-off',
  fault: 'Forgets the level of a wrapped credential when it is unwrapped again.',
  caughtBy: ['ctap2.cred-protect.level-3.survives-power-cycle'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, unwrappedProtection: () => 1 } }),
});
