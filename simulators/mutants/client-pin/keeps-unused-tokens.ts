import { mutant } from '../mutant.ts';

/** Keeps a token that is never used for ten minutes. */
export const keepsUnusedTokens = mutant({
  id: 'fido2.client-pin.keeps-unused-tokens',
  fault: 'Keeps a token that is never used for ten minutes.',
  caughtBy: ['ctap2.pin-uv-auth-token.ends.unused'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, initialUsageLimitMs: () => 600_000 } }),
});
