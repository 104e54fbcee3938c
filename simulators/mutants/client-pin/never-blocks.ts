import { mutant } from '../mutant.ts';

/** Takes the right PIN though no tries are left. */
export const neverBlocks = mutant({
  id: 'fido2.client-pin.never-blocks',
  fault: 'Takes the right PIN though no tries are left.',
  caughtBy: ['ctap2.client-pin.blocked'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isPinBlocked: () => false } }),
});
