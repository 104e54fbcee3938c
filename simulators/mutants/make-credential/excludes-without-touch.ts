import { mutant } from '../mutant.ts';

/** Tells that it holds an excluded credential without a touch. */
export const excludesWithoutTouch = mutant({
  id: 'fido2.make-credential.excludes-without-touch',
  fault: 'Tells that it holds an excluded credential without a touch.',
  caughtBy: ['ctap2.make-credential.exclude-list.waits-for-touch'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, excludedNeedsTouch: () => false } }),
});
