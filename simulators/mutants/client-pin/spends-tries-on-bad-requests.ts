import { mutant } from '../mutant.ts';

/** Spends a try before it looks at the platform key and the pinUvAuthParam. */
export const spendsTriesOnBadRequests = mutant({
  id: 'fido2.client-pin.spends-tries-on-bad-requests',
  fault: 'Spends a try before it looks at the platform key and the pinUvAuthParam.',
  caughtBy: ['ctap2.client-pin.platform-key.costs-no-try', 'ctap2.client-pin.change-pin.mac-costs-no-try'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, pinRetriesAfterBadRequest: (pinRetries) => Math.max(0, pinRetries - 1) },
  }),
});
