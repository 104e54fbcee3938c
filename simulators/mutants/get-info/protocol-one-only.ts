import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Claims FIDO_2_1 and lists PIN/UV auth protocol one alone. */
export const protocolOneOnly = mutant({
  id: 'fido2.get-info.protocol-one-only',
  fault: 'Claims FIDO_2_1 and lists PIN/UV auth protocol one alone.',
  caughtBy: ['ctap2.get-info.mandatory.protocol-two'],
  twist: (sound) => saying(sound, (info) => ({ ...info, pinUvAuthProtocols: [1] })),
});
