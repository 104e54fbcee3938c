import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Passes over tags. */
export const takesTags = mutant({
  id: 'fido2.cbor.takes-tags',
  fault: 'Passes over tags.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.tag'],
  twist: (sound) => tolerating(sound, ['tag']),
});
