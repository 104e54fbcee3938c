import { mutant } from '../mutant.ts';

/** Gives all tries back at power-up. */
export const forgetsTriesAtPowerOff = mutant({
  id: 'fido2.client-pin.forgets-tries-at-power-off',
  fault: 'Gives all tries back at power-up.',
  caughtBy: ['ctap2.client-pin.retries.survive-power-cycle', 'ctap2.client-pin.sequence'],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, changedByPowerCycle: () => ({ pinRetries: 8 }) } }),
});
