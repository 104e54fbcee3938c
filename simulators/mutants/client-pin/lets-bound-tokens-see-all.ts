import { mutant } from '../mutant.ts';

/** Lets a token of one relying party count all credentials. */
export const letsBoundTokensSeeAll = mutant({
  id: 'fido2.client-pin.lets-bound-tokens-see-all',
  fault: 'Lets a token of one relying party count all credentials.',
  caughtBy: ['ctap2.pin-uv-auth-token.rp-id.sees-not-all'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, maySeeAll: () => true } }),
});
