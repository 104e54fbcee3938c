import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Refuses an option that is sent with the value it has anyway. */
export const refusesFalseOptions = mutant({
  id: 'fido2.make-credential.refuses-false-options',
  fault: 'Refuses an option that is sent with the value it has anyway.',
  caughtBy: ['ctap2.make-credential.options.defaults-written-out'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const options = request.get(0x07);
      if (options instanceof Map && [...options.values()].includes(false)) throw new CtapError(0x2c);
    }),
});
