import { mutant } from '../mutant.ts';

/** Keeps the token when the PIN is changed. */
export const keepsTokenOverPinChange = mutant({
  id: 'fido2.client-pin.keeps-token-over-pin-change',
  fault: 'Keeps the token when the PIN is changed.',
  caughtBy: ['ctap2.pin-uv-auth-token.ends.change-pin', 'ctap2.pin-uv-auth-token.sequence'],
  shortest: 4,
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, tokenSurvives: (event) => event === 'pin-changed' || sound.fido2.tokenSurvives(event) },
  }),
});
