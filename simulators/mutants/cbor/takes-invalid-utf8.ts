import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes text that is not UTF-8. */
export const takesInvalidUtf8 = mutant({
  id: 'fido2.cbor.takes-invalid-utf8',
  fault: 'Takes text that is not UTF-8.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.invalid-utf8'],
  twist: (sound) => tolerating(sound, ['invalid-utf8']),
});
