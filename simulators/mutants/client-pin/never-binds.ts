import { mutant } from '../mutant.ts';

/** Does not bind a token of getPinToken to the relying party that uses it first. */
export const neverBinds = mutant({
  id: 'fido2.client-pin.never-binds',
  fault: 'Does not bind a token of getPinToken to the relying party that uses it first.',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.binds'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, bindsTo: (use) => use.rpId } }),
});
