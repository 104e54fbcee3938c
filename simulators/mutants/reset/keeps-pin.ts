import { mutant } from '../mutant.ts';

/** Keeps the PIN through a reset. */
export const keepsPin = mutant({
  id: 'fido2.reset.keeps-pin',
  fault: 'Keeps the PIN through a reset.',
  caughtBy: ['ctap2.reset.wipes.pin'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, keptThroughReset: ({ pin }) => ({ pin }) } }),
});
