import { mutant } from '../mutant.ts';

/** Lets a token of any permission manage credentials. */
export const managesWithAnyPermission = mutant({
  id: 'fido2.client-pin.manages-with-any-permission',
  fault: 'Lets a token of any permission manage credentials.',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.manages-nothing'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, managementPermission: () => 0xff } }),
});
