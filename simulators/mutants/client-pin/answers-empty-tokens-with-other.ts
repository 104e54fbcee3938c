import { mutant } from '../mutant.ts';

/** Refuses a token without mc and ga with CTAP1_ERR_OTHER. */
export const answersEmptyTokensWithOther = mutant({
  id: 'fido2.client-pin.answers-empty-tokens-with-other',
  fault: 'Refuses a token without mc and ga with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  profile: 'uv-no-mc-ga',
  caughtBy: ['ctap2.pin-uv-auth-token.get-pin-token.opens-nothing.status'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile, command) => {
        const status = sound.fido2.statusOf(error, profile, command);
        return command !== 0x06 && status === 0x33 ? 0x7f : status;
      },
    },
  }),
});
