import { mutant } from '../mutant.ts';

/** Keeps the PIN through a reset. */
export const keepsPinThroughReset = mutant({
  id: 'fido2.client-pin.keeps-pin-through-reset',
  fault: 'Keeps the PIN through a reset.',
  caughtBy: ['ctap2.client-pin.set-pin.sets'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, keptThroughReset: ({ pin }) => ({ pin }) } }),
});
