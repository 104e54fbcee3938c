import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Looks at the first entry of excludeList only. */
export const readsOneExcludedCredential = mutant({
  id: 'fido2.make-credential.reads-one-excluded-credential',
  fault: 'Looks at the first entry of excludeList only.',
  caughtBy: ['ctap2.make-credential.exclude-list.own'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const list = request.get(0x05);
      if (Array.isArray(list)) request.set(0x05, list.slice(0, 1));
    }),
});
