import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes items of indefinite length. */
export const takesIndefiniteLengths = mutant({
  id: 'fido2.cbor.takes-indefinite-lengths',
  fault: 'Takes items of indefinite length.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.indefinite-length'],
  twist: (sound) => tolerating(sound, ['indefinite-length']),
});
