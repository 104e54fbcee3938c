import { mutant } from '../mutant.ts';

/** Takes an update under another user id. */
export const updatesAnyUser = mutant({
  id: 'fido2.credential-management.updates-any-user',
  fault: 'Takes an update under another user id.',
  caughtBy: ['ctap2.credential-management.update.other-user'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isSameUser: () => true } }),
});
