import { mutant } from '../mutant.ts';

/** Stays locked over a power cycle. */
export const keepsLockOverPowerCycle = mutant({
  id: 'fido2.client-pin.keeps-lock-over-power-cycle',
  fault: 'Stays locked over a power cycle.',
  caughtBy: ['ctap2.client-pin.lock.power-cycle-lifts', 'ctap2.client-pin.sequence'],
  shortest: 6,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      poweredAfterPowerCycle: (fresh, before) => ({ ...fresh, wrongPinsInARow: before.wrongPinsInARow }),
    },
  }),
});
