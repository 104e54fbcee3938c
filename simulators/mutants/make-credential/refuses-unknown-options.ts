import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Refuses an option that it does not know. */
export const refusesUnknownOptions = mutant({
  id: 'fido2.make-credential.refuses-unknown-options',
  fault: 'Refuses an option that it does not know.',
  caughtBy: ['ctap2.make-credential.options.unknown-ignored'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const options = request.get(0x07);
      if (!(options instanceof Map)) return;
      for (const id of options.keys()) if (!['rk', 'up', 'uv'].includes(String(id))) throw new CtapError(0x2b);
    }),
});
