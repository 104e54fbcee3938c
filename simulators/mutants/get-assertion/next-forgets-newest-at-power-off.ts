import { mutant } from '../mutant.ts';

/** Loses the newest account at a power cycle. */
export const nextForgetsNewestAtPowerOff = mutant({
  id: 'fido2.get-next-assertion.forgets-newest-at-power-off',
  fault: 'Loses the newest account at a power cycle.',
  caughtBy: ['ctap2.get-next-assertion.accounts.power-cycle', 'ctap2.sequences.accounts'],
  shortest: 3,
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, changedByPowerCycle: ({ credentials }) => ({ credentials: credentials.slice(0, -1) }) },
  }),
});
