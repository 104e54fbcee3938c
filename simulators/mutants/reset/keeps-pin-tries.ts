import { mutant } from '../mutant.ts';

/** Keeps the number of PIN tries that are left through a reset. */
export const keepsPinTries = mutant({
  id: 'fido2.reset.keeps-pin-tries',
  fault: 'Keeps the number of PIN tries that are left through a reset.',
  caughtBy: ['ctap2.reset.wipes.pin-tries'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, keptThroughReset: ({ pinRetries }) => ({ pinRetries }) } }),
});
