import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Takes a clientDataHash of any length. */
export const takesHashesOfAnyLength = mutant({
  id: 'fido2.make-credential.takes-hashes-of-any-length',
  fault: 'Takes a clientDataHash of any length.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.members.hash-length'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const hash = request.get(0x01);
      if (!(hash instanceof Uint8Array)) return;
      const whole = new Uint8Array(32);
      whole.set(hash.subarray(0, 32));
      request.set(0x01, whole);
    }),
});
