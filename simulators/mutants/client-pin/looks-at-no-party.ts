import { mutant } from '../mutant.ts';

/** Does not look at the relying party of a token. */
export const looksAtNoParty = mutant({
  id: 'fido2.client-pin.looks-at-no-party',
  fault: 'Does not look at the relying party of a token.',
  caughtBy: [
    'ctap2.pin-uv-auth-token.rp-id.bound',
    'ctap2.pin-uv-auth-token.get-pin-token.binds',
    'ctap2.pin-uv-auth-token.sequence',
  ],
  shortest: 3,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, servesRp: () => true } }),
});
