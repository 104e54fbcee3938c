import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Refuses a request with an extension that it does not have. */
export const refusesUnknownExtensions = mutant({
  id: 'fido2.make-credential.refuses-unknown-extensions',
  fault: 'Refuses a request with an extension that it does not have.',
  caughtBy: ['ctap2.make-credential.extensions.unknown-ignored'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const extensions = request.get(0x06);
      if (!(extensions instanceof Map)) return;
      for (const id of extensions.keys()) if (id !== 'hmac-secret' && id !== 'credProtect') throw new CtapError(0x16);
    }),
});
