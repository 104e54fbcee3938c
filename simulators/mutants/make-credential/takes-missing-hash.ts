import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Takes a request without clientDataHash, and signs over zeros. */
export const takesMissingHash = mutant({
  id: 'fido2.make-credential.takes-missing-hash',
  fault: 'Takes a request without clientDataHash, and signs over zeros.',
  caughtBy: ['ctap2.make-credential.members.missing'],
  twist: (sound) =>
    rereading(sound, (request) => {
      if (!request.has(0x01)) request.set(0x01, new Uint8Array(32));
    }),
});
