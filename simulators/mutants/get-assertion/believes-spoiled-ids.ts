import { mutant } from '../mutant.ts';

/** Takes a wrapped credential id without looking at its MAC. */
export const believesSpoiledIds = mutant({
  id: 'fido2.get-assertion.believes-spoiled-ids',
  fault: 'Takes a wrapped credential id without looking at its MAC.',
  caughtBy: ['ctap2.get-assertion.allow-list.spoiled-id'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isWrappedByUs: () => true } }),
});
