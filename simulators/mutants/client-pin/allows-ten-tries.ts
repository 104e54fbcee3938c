import { mutant } from '../mutant.ts';

/** Allows ten tries of the PIN. */
export const allowsTenTries = mutant({
  id: 'fido2.client-pin.allows-ten-tries',
  fault: 'Allows ten tries of the PIN.',
  caughtBy: ['ctap2.client-pin.retries.full'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, pinRetriesAfterSuccess: () => 10 } }),
});
