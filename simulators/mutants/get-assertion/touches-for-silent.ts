import { mutant } from '../mutant.ts';

/** Waits for a touch although up is false. */
export const touchesForSilent = mutant({
  id: 'fido2.get-assertion.touches-for-silent',
  fault: 'Waits for a touch although up is false.',
  caughtBy: ['ctap2.get-assertion.up-false.no-touch'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, assertionNeedsTouch: (_wantsPresence, isPresent) => !isPresent },
  }),
});
