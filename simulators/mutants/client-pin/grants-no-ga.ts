import { permission } from '../../../src/ctap2/permissions.ts';
import { mutant } from '../mutant.ts';

/** Issues tokens without the ga permission that was asked for. */
export const grantsNoGa = mutant({
  id: 'fido2.client-pin.grants-no-ga',
  fault: 'Issues tokens without the ga permission that was asked for.',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.open'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, grantedPermissions: (permissions) => permissions & ~permission.ga },
  }),
});
