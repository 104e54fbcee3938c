import { mutant } from '../mutant.ts';

/** Issues tokens by getPinToken that permit nothing. */
export const givesGetPinTokenNothing = mutant({
  id: 'fido2.client-pin.gives-get-pin-token-nothing',
  fault: 'Issues tokens by getPinToken that permit nothing.',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.opens'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, defaultPermissions: () => 0 } }),
});
