import { mutant } from '../mutant.ts';

/** Keeps the pinUvAuthToken in use through a reset. */
export const keepsToken = mutant({
  id: 'fido2.reset.keeps-token',
  fault: 'Keeps the pinUvAuthToken in use through a reset.',
  caughtBy: ['ctap2.reset.wipes.token'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, poweredAfterReset: (fresh, { tokens, tokenUse }) => ({ ...fresh, tokens, tokenUse }) },
  }),
});
