import { mutant } from '../mutant.ts';

/** Asks for another PIN after its first reset in use. */
export const forcesPinChange = mutant({
  id: 'fido2.reset.forces-pin-change',
  fault: 'Asks for another PIN after its first reset in use.',
  caughtBy: ['ctap2.reset.info.as-delivered'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, keptThroughReset: ({ pin }) => ({ forcePinChange: pin !== undefined }) },
  }),
});
