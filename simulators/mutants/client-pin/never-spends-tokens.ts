import { mutant } from '../mutant.ts';

/** Leaves a token as it is after a touch. */
export const neverSpendsTokens = mutant({
  id: 'fido2.client-pin.never-spends-tokens',
  fault: 'Leaves a token as it is after a touch.',
  caughtBy: [
    'ctap2.pin-uv-auth-token.presence.spends',
    'ctap2.pin-uv-auth-token.presence.spends-management',
    'ctap2.pin-uv-auth-token.sequence',
  ],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isTokenSpent: () => false } }),
});
