import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes requests nested more than four deep. */
export const takesDeepNesting = mutant({
  id: 'fido2.cbor.takes-deep-nesting',
  fault: 'Takes requests nested more than four deep.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.too-deep'],
  twist: (sound) => tolerating(sound, ['too-deep']),
});
