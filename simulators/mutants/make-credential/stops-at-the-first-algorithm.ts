import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Does not look at entries of pubKeyCredParams after the first that it supports. */
export const stopsAtTheFirstAlgorithm = mutant({
  id: 'fido2.make-credential.stops-at-the-first-algorithm',
  fault: 'Does not look at entries of pubKeyCredParams after the first that it supports.',
  caughtBy: ['ctap2.make-credential.members.bad-parameter-after-good'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const list = request.get(0x04);
      if (!Array.isArray(list)) return;
      const first = list.findIndex((entry) => entry instanceof Map && [-7, -8].includes(Number(entry.get('alg'))));
      if (first >= 0) request.set(0x04, list.slice(0, first + 1));
    }),
});
