import { mutant } from '../mutant.ts';

/** Tells powerCycleState true whether locked or not. */
export const alwaysAsksForPowerCycle = mutant({
  id: 'fido2.client-pin.always-asks-for-power-cycle',
  fault: 'Tells powerCycleState true whether locked or not.',
  caughtBy: ['ctap2.client-pin.lock.power-cycle-state'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownPowerCycleState: () => true } }),
});
