import { mutant } from '../mutant.ts';

/** Gives a blocked PIN one more try at power-up. */
export const unblocksAtPowerUp = mutant({
  id: 'fido2.client-pin.unblocks-at-power-up',
  fault: 'Gives a blocked PIN one more try at power-up.',
  caughtBy: ['ctap2.client-pin.blocked'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, changedByPowerCycle: ({ pinRetries }) => (pinRetries === 0 ? { pinRetries: 1 } : {}) },
  }),
});
