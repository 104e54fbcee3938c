import { mutant } from '../mutant.ts';

/** Leaves the newest of several relying parties out. */
export const leavesOutNewestRelyingParty = mutant({
  id: 'fido2.credential-management.leaves-out-newest-relying-party',
  fault: 'Leaves the newest of several relying parties out.',
  caughtBy: ['ctap2.credential-management.parties.complete'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      listedRps: (credentials) => {
        const all = sound.fido2.listedRps(credentials);
        return all.length > 1 ? all.slice(0, -1) : all;
      },
    },
  }),
});
