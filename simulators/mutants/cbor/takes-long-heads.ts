import { mutant } from '../mutant.ts';
import { tolerating } from './tolerating.ts';

/** Takes integers and lengths in more bytes than they need. */
export const takesLongHeads = mutant({
  id: 'fido2.cbor.takes-long-heads',
  fault: 'Takes integers and lengths in more bytes than they need.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.non-minimal'],
  twist: (sound) => tolerating(sound, ['non-minimal-integer', 'non-minimal-length']),
});
