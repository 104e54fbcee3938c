import { mutant } from '../mutant.ts';

/** Signs without waiting for a touch. */
export const signsWithoutTouch = mutant({
  id: 'fido2.get-assertion.signs-without-touch',
  fault: 'Signs without waiting for a touch.',
  caughtBy: ['ctap2.get-assertion.presence.withheld', 'ctap2.get-assertion.presence.declined'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, assertionNeedsTouch: () => false } }),
});
