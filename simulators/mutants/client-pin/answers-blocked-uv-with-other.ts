import { mutant } from '../mutant.ts';

/** Refuses built-in user verification, once it is blocked, with CTAP1_ERR_OTHER. */
export const answersBlockedUvWithOther = mutant({
  id: 'fido2.client-pin.answers-blocked-uv-with-other',
  fault: 'Refuses built-in user verification, once it is blocked, with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.client-pin.blocked.built-in-uv.status'],
  profile: 'uv',
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile, command) => {
        const status = sound.fido2.statusOf(error, profile, command);
        return command === 0x06 && status === 0x3c ? 0x7f : status;
      },
    },
  }),
});
