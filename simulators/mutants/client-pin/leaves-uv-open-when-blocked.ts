import { mutant } from '../mutant.ts';

/** Goes on verifying fingers for tokens when the PIN is blocked. */
export const leavesUvOpenWhenBlocked = mutant({
  id: 'fido2.client-pin.leaves-uv-open-when-blocked',
  fault: 'Goes on verifying fingers for tokens when the PIN is blocked.',
  caughtBy: ['ctap2.client-pin.blocked.built-in-uv'],
  profile: 'uv',
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, uvRetriesAfterPinBlocked: (uvRetries) => uvRetries } }),
});
