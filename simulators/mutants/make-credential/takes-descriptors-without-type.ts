import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Takes entries of pubKeyCredParams and excludeList that have no type for public keys. */
export const takesDescriptorsWithoutType = mutant({
  id: 'fido2.make-credential.takes-descriptors-without-type',
  fault: 'Takes entries of pubKeyCredParams and excludeList that have no type for public keys.',
  caughtBy: ['ctap2.make-credential.members.nested-missing', 'ctap2.make-credential.members.descriptor-missing'],
  twist: (sound) =>
    rereading(sound, (request) => {
      for (const list of [request.get(0x04), request.get(0x05)]) {
        if (!Array.isArray(list)) continue;
        for (const entry of list) if (entry instanceof Map && !entry.has('type')) entry.set('type', 'public-key');
      }
    }),
});
