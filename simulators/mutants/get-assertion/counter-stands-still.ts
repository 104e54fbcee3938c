import { mutant } from '../mutant.ts';

/** Never counts assertions. */
export const counterStandsStill = mutant({
  id: 'fido2.counter.stands-still',
  fault: 'Never counts assertions.',
  caughtBy: ['ctap2.counter.grows', 'ctap2.sequences.counters'],
  shortest: 2,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      assertionCount: (credential, { signCount }) => ({
        device: signCount,
        own: credential.resident?.signCount ?? 0,
        shown: signCount,
      }),
    },
  }),
});
