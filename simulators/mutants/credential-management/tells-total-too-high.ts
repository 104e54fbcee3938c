import { mutant } from '../mutant.ts';

/** Tells one more than it lists. */
export const tellsTotalTooHigh = mutant({
  id: 'fido2.credential-management.tells-total-too-high',
  fault: 'Tells one more than it lists.',
  caughtBy: ['ctap2.credential-management.parties.complete', 'ctap2.credential-management.credentials.complete'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownTotal: (listed) => listed + 1 } }),
});
