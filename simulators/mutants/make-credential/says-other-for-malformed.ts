import { DecodeError } from '../../../src/errors/decode-error.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP1_ERR_OTHER to every request that it cannot read. */
export const saysOtherForMalformed = mutant({
  id: 'fido2.make-credential.says-other-for-malformed',
  fault: 'Answers CTAP1_ERR_OTHER to every request that it cannot read.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.make-credential.members.missing.status',
    'ctap2.make-credential.members.nested-missing.status',
    'ctap2.make-credential.members.types.status',
    'ctap2.make-credential.members.bad-parameter-after-good.status',
    'cbor.requests.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile) => (error instanceof DecodeError ? 0x7f : sound.fido2.statusOf(error, profile)),
    },
  }),
});
