import { mutant } from '../mutant.ts';

/** Counts every discoverable credential ever made, replaced and deleted ones too. */
export const countsAllEverMade = mutant({
  id: 'fido2.credential-management.counts-all-ever-made',
  fault: 'Counts every discoverable credential ever made, replaced and deleted ones too.',
  caughtBy: ['ctap2.credential-management.metadata.count-of-replaced', 'ctap2.credential-management.delete.counted'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, existingCount: (durable) => durable.nextSerial } }),
});
