import { mutant } from '../mutant.ts';

/** Goes on with the first salt alone after the first of several accounts. */
export const forgetsSecondSaltInSequence = mutant({
  id: 'fido2.hmac-secret.forgets-second-salt-in-sequence',
  fault: 'Goes on with the first salt alone after the first of several accounts.',
  caughtBy: ['ctap2.hmac-secret.next-assertion.each'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      carried: ({ hmacSecret, ...parts }) => ({
        ...parts,
        hmacSecret: hmacSecret === undefined ? undefined : { ...hmacSecret, salts: hmacSecret.salts.subarray(0, 32) },
      }),
    },
  }),
});
