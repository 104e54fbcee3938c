import { mutant } from '../mutant.ts';

/** Issues tokens for permissions that it has no use for. */
export const promisesWhatItLacks = mutant({
  id: 'fido2.client-pin.promises-what-it-lacks',
  fault: 'Issues tokens for permissions that it has no use for.',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.unauthorized'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, unauthorizedPermissions: () => 0 } }),
});
