import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP1_ERR_OTHER to malformed requests for assertions. */
export const answersMalformedWithOther = mutant({
  id: 'fido2.get-assertion.answers-malformed-with-other',
  fault: 'Answers CTAP1_ERR_OTHER to malformed requests for assertions.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.get-assertion.request.missing-member.status',
    'ctap2.get-assertion.request.wrong-type.status',
    'ctap2.get-assertion.client-data-hash.length.status',
    'ctap2.get-assertion.allow-list.bad-element-after-match.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readGetAssertion: (parameters) => {
        try {
          return sound.fido2.readGetAssertion(parameters);
        } catch (error) {
          if (error instanceof DecodeError) throw new CtapError(ctapStatus.CTAP1_ERR_OTHER);
          throw error;
        }
      },
    },
  }),
});
