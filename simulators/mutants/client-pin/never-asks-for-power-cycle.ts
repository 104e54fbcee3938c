import { mutant } from '../mutant.ts';

/** Tells powerCycleState false though locked. */
export const neverAsksForPowerCycle = mutant({
  id: 'fido2.client-pin.never-asks-for-power-cycle',
  fault: 'Tells powerCycleState false though locked.',
  caughtBy: ['ctap2.client-pin.lock.power-cycle-state'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownPowerCycleState: () => false } }),
});
