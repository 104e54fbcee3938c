import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Ignores excludeList, extensions and options that have another type than they should. */
export const ignoresMistypedMembers = mutant({
  id: 'fido2.make-credential.ignores-mistyped-members',
  fault: 'Ignores excludeList, extensions and options that have another type than they should.',
  caughtBy: ['ctap2.make-credential.members.types'],
  twist: (sound) =>
    rereading(sound, (request) => {
      if (!Array.isArray(request.get(0x05))) request.delete(0x05);
      for (const key of [0x06, 0x07]) if (!(request.get(key) instanceof Map)) request.delete(key);
    }),
});
