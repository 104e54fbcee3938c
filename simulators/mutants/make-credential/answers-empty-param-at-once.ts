import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Answers an empty pinUvAuthParam without waiting for a touch. */
export const answersEmptyParamAtOnce = mutant({
  id: 'fido2.make-credential.answers-empty-param-at-once',
  fault: 'Answers an empty pinUvAuthParam without waiting for a touch.',
  caughtBy: ['ctap2.make-credential.empty-param.waits-for-touch'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const param = request.get(0x08);
      if (param instanceof Uint8Array && param.length === 0) throw new CtapError(0x35);
    }),
});
