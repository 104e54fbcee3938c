import { mutant } from '../mutant.ts';

/** Forgets the relying party that a token was issued for. */
export const forgetsPartyOfToken = mutant({
  id: 'fido2.client-pin.forgets-party-of-token',
  fault: 'Forgets the relying party that a token was issued for.',
  caughtBy: ['ctap2.pin-uv-auth-token.rp-id.bound', 'ctap2.pin-uv-auth-token.rp-id.sees-not-all'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, boundRpId: () => undefined } }),
});
