import { mutant } from '../mutant.ts';

/** Counts a slot that it keeps for itself. */
export const countsAReservedSlot = mutant({
  id: 'fido2.credential-management.counts-a-reserved-slot',
  fault: 'Counts a slot that it keeps for itself.',
  caughtBy: ['ctap2.credential-management.store.empty'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, existingCount: (durable) => durable.credentials.length + 1 },
  }),
});
