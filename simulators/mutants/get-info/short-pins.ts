import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Says that PINs of three characters will do. */
export const shortPins = mutant({
  id: 'fido2.get-info.short-pins',
  fault: 'Says that PINs of three characters will do.',
  caughtBy: ['ctap2.get-info.min-pin-length.bounds'],
  twist: (sound) => saying(sound, (info) => ({ ...info, minPINLength: 3 })),
});
