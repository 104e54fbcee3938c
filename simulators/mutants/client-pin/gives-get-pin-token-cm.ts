import { permission } from '../../../src/ctap2/permissions.ts';
import { mutant } from '../mutant.ts';

/** Lets tokens of getPinToken manage credentials. */
export const givesGetPinTokenCm = mutant({
  id: 'fido2.client-pin.gives-get-pin-token-cm',
  fault: 'Lets tokens of getPinToken manage credentials.',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.manages-nothing'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, defaultPermissions: () => permission.mc | permission.ga | permission.cm },
  }),
});
