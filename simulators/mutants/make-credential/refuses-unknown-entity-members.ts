import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Refuses rp and user with a member that it does not know. */
export const refusesUnknownEntityMembers = mutant({
  id: 'fido2.make-credential.refuses-unknown-entity-members',
  fault: 'Refuses rp and user with a member that it does not know.',
  caughtBy: ['ctap2.make-credential.members.extra-ignored'],
  twist: (sound) =>
    rereading(sound, (request) => {
      for (const entity of [request.get(0x02), request.get(0x03)]) {
        if (!(entity instanceof Map)) continue;
        for (const key of entity.keys())
          if (!['id', 'name', 'displayName'].includes(String(key))) throw new CtapError(0x11);
      }
    }),
});
