import { mutant } from '../mutant.ts';

/** Statuses of malformed, mistyped and unauthenticated input. */
const INPUT_ERRORS = [0x02, 0x03, 0x11, 0x12, 0x14, 0x2b, 0x33];

/** Answers what it refuses of an input with CTAP1_ERR_OTHER. */
export const answersRefusalsWithOther = mutant({
  id: 'fido2.hmac-secret.answers-refusals-with-other',
  fault: 'Answers what it refuses of an input with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.hmac-secret.salt-auth.wrong.status',
    'ctap2.hmac-secret.salt-enc.wrong-length.status',
    'ctap2.hmac-secret.input.missing-member.status',
    'ctap2.hmac-secret.input.mistyped.status',
    'ctap2.hmac-secret.key-agreement.off-curve.status',
    'ctap2.hmac-secret.input.unknown-protocol.status',
    'ctap2.hmac-secret.up-false.refused.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile) => {
        const status = sound.fido2.statusOf(error, profile);
        return INPUT_ERRORS.includes(status) ? 0x7f : status;
      },
    },
  }),
});
