import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Takes names that are no text, and leaves them out. */
export const takesAnyNames = mutant({
  id: 'fido2.make-credential.takes-any-names',
  fault: 'Takes names that are no text, and leaves them out.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.members.names-typed'],
  twist: (sound) =>
    rereading(sound, (request) => {
      for (const key of [0x02, 0x03]) {
        const entity = request.get(key);
        if (!(entity instanceof Map)) continue;
        for (const name of ['name', 'displayName']) if (typeof entity.get(name) !== 'string') entity.delete(name);
      }
    }),
});
