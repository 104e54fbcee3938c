import { mutant } from '../mutant.ts';

/** Forgets its wrapping key and its credentials when power is cut. */
export const forgetsAtPowerOff = mutant({
  id: 'fido2.make-credential.forgets-at-power-off',
  fault: 'Forgets its wrapping key and its credentials when power is cut.',
  caughtBy: ['ctap2.make-credential.survives-power-cycle'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, changedByPowerCycle: () => ({ masterSecret: new Uint8Array(32), credentials: [] }) },
  }),
});
