import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes maps whose keys are out of order. */
export const takesUnsortedKeys = mutant({
  id: 'fido2.cbor.takes-unsorted-keys',
  fault: 'Takes maps whose keys are out of order.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.unsorted-keys'],
  twist: (sound) => tolerating(sound, ['unsorted-keys']),
});
