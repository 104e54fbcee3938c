import { mutant } from '../mutant.ts';

/** Ends every token after thirty seconds, used or not. */
export const endsTokensInUse = mutant({
  id: 'fido2.client-pin.ends-tokens-in-use',
  fault: 'Ends every token after thirty seconds, used or not.',
  level: 'SHOULD',
  caughtBy: ['ctap2.pin-uv-auth-token.lives.in-use'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isTokenLapsed: (use, nowMs, maxUsageMs, profile) =>
        sound.fido2.isTokenLapsed({ ...use, isUsed: false }, nowMs, maxUsageMs, profile),
    },
  }),
});
