import { mutant } from '../mutant.ts';

/** Issues mc and ga tokens without a relying party. */
export const issuesTokensForAnyParty = mutant({
  id: 'fido2.client-pin.issues-tokens-for-any-party',
  fault: 'Issues mc and ga tokens without a relying party.',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.rp-id-required'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, needsRpId: () => false } }),
});
