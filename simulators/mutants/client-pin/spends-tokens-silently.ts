import { mutant } from '../mutant.ts';

/** Spends the token for a request with up false. */
export const spendsTokensSilently = mutant({
  id: 'fido2.client-pin.spends-tokens-silently',
  fault: 'Spends the token for a request with up false.',
  level: 'SHOULD',
  caughtBy: ['ctap2.pin-uv-auth-token.presence.silent-spends-nothing'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isTokenSpent: () => true } }),
});
