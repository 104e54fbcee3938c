import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Refuses a request with a top-level member that it does not know. */
export const refusesUnknownMembers = mutant({
  id: 'fido2.make-credential.refuses-unknown-members',
  fault: 'Refuses a request with a top-level member that it does not know.',
  caughtBy: ['ctap2.make-credential.members.unknown-ignored', 'cbor.requests.unknown-keys-ignored'],
  twist: (sound) =>
    rereading(sound, (request) => {
      for (const key of request.keys()) if (typeof key === 'number' && key > 0x0b) throw new CtapError(0x02);
    }),
});
