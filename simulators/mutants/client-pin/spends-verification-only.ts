import { mutant } from '../mutant.ts';

/** Takes the verified flag from a token at a touch but not its permissions. */
export const spendsVerificationOnly = mutant({
  id: 'fido2.client-pin.spends-verification-only',
  fault: 'Takes the verified flag from a token at a touch but not its permissions.',
  caughtBy: ['ctap2.pin-uv-auth-token.presence.spends-management'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, permissionsAfterPresence: (permissions) => permissions } }),
});
