import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Refuses an excludeList with an id longer than its own. */
export const refusesIdsOfOthersLengths = mutant({
  id: 'fido2.make-credential.refuses-ids-of-others-lengths',
  fault: 'Refuses an excludeList with an id longer than its own.',
  caughtBy: ['ctap2.make-credential.exclude-list.foreign-ids'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const list = request.get(0x05);
      if (!Array.isArray(list)) return;
      for (const entry of list) {
        const id = entry instanceof Map ? entry.get('id') : undefined;
        if (id instanceof Uint8Array && id.length > 97) throw new CtapError(0x15);
      }
    }),
});
