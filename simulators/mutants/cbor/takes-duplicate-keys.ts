import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes maps with a key twice, and believes the last. */
export const takesDuplicateKeys = mutant({
  id: 'fido2.cbor.takes-duplicate-keys',
  fault: 'Takes maps with a key twice, and believes the last.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.duplicate-key'],
  twist: (sound) => tolerating(sound, ['duplicate-key', 'unsorted-keys']),
});
