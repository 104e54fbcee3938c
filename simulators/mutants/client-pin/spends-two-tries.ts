import { mutant } from '../mutant.ts';

/** Spends two tries on a wrong PIN. */
export const spendsTwoTries = mutant({
  id: 'fido2.client-pin.spends-two-tries',
  fault: 'Spends two tries on a wrong PIN.',
  caughtBy: ['ctap2.client-pin.retries.decrement', 'ctap2.client-pin.lock.frozen'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, pinRetriesAfterAttempt: (pinRetries) => Math.max(0, pinRetries - 2) },
  }),
});
