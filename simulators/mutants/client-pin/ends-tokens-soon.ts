import { mutant } from '../mutant.ts';

/** Ends a token that is not used within five seconds. */
export const endsTokensSoon = mutant({
  id: 'fido2.client-pin.ends-tokens-soon',
  fault: 'Ends a token that is not used within five seconds.',
  level: 'SHOULD',
  caughtBy: ['ctap2.pin-uv-auth-token.lives.unused'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, initialUsageLimitMs: () => 5_000 } }),
});
