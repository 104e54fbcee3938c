import { mutant } from '../mutant.ts';

/** Does not look at saltAuth. */
export const ignoresSaltAuth = mutant({
  id: 'fido2.hmac-secret.ignores-salt-auth',
  fault: 'Does not look at saltAuth.',
  caughtBy: ['ctap2.hmac-secret.salt-auth.wrong'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesSaltAuth: () => true } }),
});
