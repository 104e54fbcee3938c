import { permission } from '../../../src/ctap2/permissions.ts';
import { mutant } from '../mutant.ts';

/** Asks for a relying party with mc but not with ga. */
export const asksForPartyOfMcOnly = mutant({
  id: 'fido2.client-pin.asks-for-party-of-mc-only',
  fault: 'Asks for a relying party with mc but not with ga.',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.rp-id-required'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, needsRpId: (permissions) => (permissions & permission.mc) !== 0 },
  }),
});
