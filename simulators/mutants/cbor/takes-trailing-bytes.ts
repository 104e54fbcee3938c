import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Does not look at what follows a request. */
export const takesTrailingBytes = mutant({
  id: 'fido2.cbor.takes-trailing-bytes',
  fault: 'Does not look at what follows a request.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.trailing-bytes'],
  twist: (sound) => tolerating(sound, ['trailing-bytes']),
});
