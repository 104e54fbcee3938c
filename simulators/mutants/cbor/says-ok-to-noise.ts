import { DecodeError } from '../../../src/errors/decode-error.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP2_OK to requests that it cannot read. */
export const saysOkToNoise = mutant({
  id: 'fido2.cbor.says-ok-to-noise',
  fault: 'Answers CTAP2_OK to requests that it cannot read.',
  caughtBy: ['cbor.requests.noise', 'cbor.requests.truncated'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile) =>
        error instanceof DecodeError && error.kind === 'syntax' ? 0x00 : sound.fido2.statusOf(error, profile),
    },
  }),
});
