import { mutant } from '../mutant.ts';

/** Serves getPinToken with permissions and rpId. */
export const takesPermissionsForGetPinToken = mutant({
  id: 'fido2.client-pin.takes-permissions-for-get-pin-token',
  fault: 'Serves getPinToken with permissions and rpId.',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.permissions'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, refusesPermissionsOfGetPinToken: () => false } }),
});
