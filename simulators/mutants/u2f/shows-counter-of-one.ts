import { mutant } from '../mutant.ts';

/** Shows a counter of one with every authentication. */
export const showsCounterOfOne = mutant({
  id: 'fido2.u2f.shows-counter-of-one',
  fault: 'Shows a counter of one with every authentication.',
  caughtBy: ['u2f.authenticate.counter-grows', 'u2f.interop.one-counter'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fShownCounter: () => 1 } }),
});
