import { mutant } from '../mutant.ts';

/** Spends no try on a wrong PIN. */
export const spendsNoTries = mutant({
  id: 'fido2.client-pin.spends-no-tries',
  fault: 'Spends no try on a wrong PIN.',
  caughtBy: [
    'ctap2.client-pin.retries.decrement',
    'ctap2.client-pin.retries.survive-power-cycle',
    'ctap2.client-pin.sequence',
  ],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, pinRetriesAfterAttempt: (pinRetries) => pinRetries } }),
});
