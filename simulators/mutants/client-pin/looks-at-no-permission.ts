import { mutant } from '../mutant.ts';

/** Does not look at the permissions of a token. */
export const looksAtNoPermission = mutant({
  id: 'fido2.client-pin.looks-at-no-permission',
  fault: 'Does not look at the permissions of a token.',
  caughtBy: [
    'ctap2.pin-uv-auth-token.permissions.matrix',
    'ctap2.pin-uv-auth-token.get-pin-token.manages-nothing',
    'ctap2.pin-uv-auth-token.presence.spends-management',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hasPermission: () => true } }),
});
