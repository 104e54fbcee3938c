import { mutant } from '../mutant.ts';

/** Gives one try back for the right PIN instead of all. */
export const restoresOneTry = mutant({
  id: 'fido2.client-pin.restores-one-try',
  fault: 'Gives one try back for the right PIN instead of all.',
  caughtBy: ['ctap2.client-pin.retries.restored'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, pinRetriesAfterSuccess: (pinRetries) => Math.min(8, pinRetries + 1) },
  }),
});
