import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Claims FIDO_2_1 and a client PIN without credProtect. */
export const noCredProtect = mutant({
  id: 'fido2.get-info.no-cred-protect',
  fault: 'Claims FIDO_2_1 and a client PIN without credProtect.',
  caughtBy: ['ctap2.get-info.mandatory.cred-protect'],
  twist: (sound) => saying(sound, (info) => ({ ...info, extensions: ['hmac-secret'] })),
});
