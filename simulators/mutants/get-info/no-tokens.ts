import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Claims FIDO_2_1 and a client PIN without pinUvAuthToken. */
export const noTokens = mutant({
  id: 'fido2.get-info.no-tokens',
  fault: 'Claims FIDO_2_1 and a client PIN without pinUvAuthToken.',
  caughtBy: ['ctap2.get-info.mandatory.pin-uv-auth-token'],
  twist: (sound) => saying(sound, (info) => ({ ...info, options: { ...info.options, pinUvAuthToken: false } })),
});
