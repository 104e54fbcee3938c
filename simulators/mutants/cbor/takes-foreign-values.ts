import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes floating-point numbers for integers and passes over undefined and simple values. */
export const takesForeignValues = mutant({
  id: 'fido2.cbor.takes-foreign-values',
  fault: 'Takes floating-point numbers for integers and passes over undefined and simple values.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.foreign-values'],
  twist: (sound) => tolerating(sound, ['float', 'undefined', 'simple-value']),
});
