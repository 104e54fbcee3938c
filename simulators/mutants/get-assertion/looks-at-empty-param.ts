import { mutant } from '../mutant.ts';

/** Takes an empty pinUvAuthParam for a wrong one and refuses it at once, without a touch. */
export const looksAtEmptyParam = mutant({
  id: 'fido2.get-assertion.looks-at-empty-param',
  fault: 'Takes an empty pinUvAuthParam for a wrong one and refuses it at once, without a touch.',
  caughtBy: [
    'ctap2.get-assertion.touch-only.waits',
    'ctap2.get-assertion.touch-only.pin-set.status',
    'ctap2.get-assertion.touch-only.pin-unset.status',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, asksForTouchOnly: () => false } }),
});
