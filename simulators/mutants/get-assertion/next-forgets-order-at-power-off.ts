import { mutant } from '../mutant.ts';

/** Numbers accounts from the start again after a power cycle. */
export const nextForgetsOrderAtPowerOff = mutant({
  id: 'fido2.get-next-assertion.forgets-order-at-power-off',
  fault: 'Numbers accounts from the start again after a power cycle.',
  caughtBy: ['ctap2.get-next-assertion.accounts.power-cycle', 'ctap2.sequences.accounts'],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, changedByPowerCycle: () => ({ nextSerial: 0 }) } }),
});
