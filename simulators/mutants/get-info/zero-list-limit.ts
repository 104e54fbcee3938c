import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Says that lists may hold no credential at all. */
export const zeroListLimit = mutant({
  id: 'fido2.get-info.zero-list-limit',
  fault: 'Says that lists may hold no credential at all.',
  caughtBy: ['ctap2.get-info.list-limits.positive'],
  twist: (sound) => saying(sound, (info) => ({ ...info, maxCredentialCountInList: 0 })),
});
