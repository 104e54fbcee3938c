import { permission } from '../../../src/ctap2/permissions.ts';
import { mutant } from '../mutant.ts';

/** Gives getPinToken the permissions mc and ga where a PIN gives neither. */
export const givesGetPinTokenAll = mutant({
  id: 'fido2.client-pin.gives-get-pin-token-all',
  fault: 'Gives getPinToken the permissions mc and ga where a PIN gives neither.',
  profile: 'uv-no-mc-ga',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.opens-nothing'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, defaultPermissions: () => permission.mc | permission.ga } }),
});
