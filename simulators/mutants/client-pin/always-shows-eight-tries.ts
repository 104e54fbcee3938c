import { mutant } from '../mutant.ts';

/** Tells eight tries whatever is left. */
export const alwaysShowsEightTries = mutant({
  id: 'fido2.client-pin.always-shows-eight-tries',
  fault: 'Tells eight tries whatever is left.',
  caughtBy: [
    'ctap2.client-pin.retries.decrement',
    'ctap2.client-pin.retries.survive-power-cycle',
    'ctap2.client-pin.sequence',
  ],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownPinRetries: () => 8 } }),
});
