import { mutant } from '../mutant.ts';

/** Keeps the token through a reset. */
export const keepsTokenThroughReset = mutant({
  id: 'fido2.client-pin.keeps-token-through-reset',
  fault: 'Keeps the token through a reset.',
  caughtBy: ['ctap2.pin-uv-auth-token.ends.reset'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, poweredAfterReset: (fresh, { tokens, tokenUse }) => ({ ...fresh, tokens, tokenUse }) },
  }),
});
