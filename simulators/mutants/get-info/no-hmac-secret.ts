import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Claims FIDO_2_1 without hmac-secret. */
export const noHmacSecret = mutant({
  id: 'fido2.get-info.no-hmac-secret',
  fault: 'Claims FIDO_2_1 without hmac-secret.',
  caughtBy: ['ctap2.get-info.mandatory.hmac-secret'],
  twist: (sound) => saying(sound, (info) => ({ ...info, extensions: ['credProtect'] })),
});
