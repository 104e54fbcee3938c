import { mutant } from '../mutant.ts';

/** Keeps the secret that its credential ids are sealed with through a reset. */
export const keepsMasterSecret = mutant({
  id: 'fido2.reset.keeps-master-secret',
  fault: 'Keeps the secret that its credential ids are sealed with through a reset.',
  caughtBy: ['ctap2.reset.wipes.not-discoverable', 'u2f.interop.wiped-by-reset'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, keptThroughReset: ({ masterSecret }) => ({ masterSecret }) },
  }),
});
