import { mutant } from '../mutant.ts';

/** Shows counter 1 in every U2F authentication. */
export const counterU2fStandsStill = mutant({
  id: 'fido2.counter.u2f-stands-still',
  fault: 'Shows counter 1 in every U2F authentication.',
  caughtBy: ['ctap2.sequences.counters'],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fShownCounter: () => 1 } }),
});
