import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists ES256 twice. */
export const repeatedAlgorithm = mutant({
  id: 'fido2.get-info.repeated-algorithm',
  fault: 'Lists ES256 twice.',
  caughtBy: ['ctap2.get-info.algorithms.unique'],
  twist: (sound) =>
    saying(sound, (info) => ({ ...info, algorithms: [...(info.algorithms ?? []), { alg: -7, type: 'public-key' }] })),
});
