import { mutant } from '../mutant.ts';

/** Gives every token all permissions. */
export const grantsEveryPermission = mutant({
  id: 'fido2.client-pin.grants-every-permission',
  fault: 'Gives every token all permissions.',
  caughtBy: [
    'ctap2.pin-uv-auth-token.permissions.matrix',
    'ctap2.pin-uv-auth-token.get-pin-token.manages-nothing',
    'ctap2.pin-uv-auth-token.sequence',
  ],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, grantedPermissions: () => 0x3f } }),
});
