import { mutant } from '../mutant.ts';

/** Tells the used slots as those that remain. */
export const tellsUsedAsRemaining = mutant({
  id: 'fido2.credential-management.tells-used-as-remaining',
  fault: 'Tells the used slots as those that remain.',
  caughtBy: ['ctap2.credential-management.metadata.remaining'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, remainingCount: (durable) => durable.credentials.length } }),
});
