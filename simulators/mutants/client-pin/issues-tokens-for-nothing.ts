import { mutant } from '../mutant.ts';

/** Issues tokens without any permission. */
export const issuesTokensForNothing = mutant({
  id: 'fido2.client-pin.issues-tokens-for-nothing',
  fault: 'Issues tokens without any permission.',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.zero'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isWithoutPermission: () => false } }),
});
