import { mutant } from '../mutant.ts';

/** Keeps tries spent after the right PIN. */
export const restoresNoTries = mutant({
  id: 'fido2.client-pin.restores-no-tries',
  fault: 'Keeps tries spent after the right PIN.',
  caughtBy: ['ctap2.client-pin.retries.restored', 'ctap2.client-pin.sequence'],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, pinRetriesAfterSuccess: (pinRetries) => pinRetries } }),
});
