import { mutant } from '../mutant.ts';

/** Keeps a token that is in use for ever. */
export const keepsTokensForEver = mutant({
  id: 'fido2.client-pin.keeps-tokens-for-ever',
  fault: 'Keeps a token that is in use for ever.',
  caughtBy: ['ctap2.pin-uv-auth-token.ends.ten-minutes'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, maxUsageMs: () => Number.POSITIVE_INFINITY } }),
});
