import { mutant } from '../mutant.ts';

/** Forgets hmac-secret after the first of several accounts. */
export const forgetsSaltsInSequence = mutant({
  id: 'fido2.hmac-secret.forgets-salts-in-sequence',
  fault: 'Forgets hmac-secret after the first of several accounts.',
  caughtBy: ['ctap2.hmac-secret.next-assertion.each'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, carried: (parts) => ({ ...parts, hmacSecret: undefined }) },
  }),
});
