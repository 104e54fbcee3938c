import { mutant } from '../mutant.ts';

/** Counts from zero after a power cycle. */
export const counterBeginsAgainAtPowerOff = mutant({
  id: 'fido2.counter.begins-again-at-power-off',
  fault: 'Counts from zero after a power cycle.',
  caughtBy: ['ctap2.counter.survives-power-cycle', 'ctap2.sequences.counters'],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, changedByPowerCycle: () => ({ signCount: 0 }) } }),
});
