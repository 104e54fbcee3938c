import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Refuses to be reset when its PIN is blocked. */
export const refusesWhenBlocked = mutant({
  id: 'fido2.reset.refuses-when-blocked',
  fault: 'Refuses to be reset when its PIN is blocked.',
  caughtBy: ['ctap2.reset.blocked-pin.helps'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      resetStatus: ({ pinRetries }) => (pinRetries === 0 ? ctapStatus.CTAP2_ERR_PIN_BLOCKED : undefined),
    },
  }),
});
