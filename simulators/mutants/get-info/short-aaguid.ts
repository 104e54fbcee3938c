import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Shows an AAGUID of 15 bytes. */
export const shortAaguid = mutant({
  id: 'fido2.get-info.short-aaguid',
  fault: 'Shows an AAGUID of 15 bytes.',
  caughtBy: ['ctap2.get-info.members.typed'],
  twist: (sound) => saying(sound, (info) => ({ ...info, aaguid: info.aaguid.subarray(1) })),
});
