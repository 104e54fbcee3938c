import { mutant } from '../mutant.ts';

/** Loses the newest discoverable credential when power is cut. */
export const losesNewestAtPowerOff = mutant({
  id: 'fido2.credential-management.loses-newest-at-power-off',
  fault: 'Loses the newest discoverable credential when power is cut.',
  caughtBy: ['ctap2.credential-management.store.survives-power-cycle'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, changedByPowerCycle: (durable) => ({ credentials: durable.credentials.slice(0, -1) }) },
  }),
});
