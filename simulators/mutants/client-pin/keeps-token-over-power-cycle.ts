import { mutant } from '../mutant.ts';

/** Keeps the token over a power cycle. */
export const keepsTokenOverPowerCycle = mutant({
  id: 'fido2.client-pin.keeps-token-over-power-cycle',
  fault: 'Keeps the token over a power cycle.',
  caughtBy: ['ctap2.pin-uv-auth-token.ends.power-cycle', 'ctap2.pin-uv-auth-token.sequence'],
  shortest: 4,
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      poweredAfterPowerCycle: (fresh, { tokens, tokenUse }) => ({ ...fresh, tokens, tokenUse }),
    },
  }),
});
