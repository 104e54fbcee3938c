import { mutant } from '../mutant.ts';

/** Counts relying parties instead of credentials. */
export const countsRelyingParties = mutant({
  id: 'fido2.credential-management.counts-relying-parties',
  fault: 'Counts relying parties instead of credentials.',
  caughtBy: ['ctap2.credential-management.metadata.count'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, existingCount: (durable) => sound.fido2.listedRps(durable.credentials).length },
  }),
});
