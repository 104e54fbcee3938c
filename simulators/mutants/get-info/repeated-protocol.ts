import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists PIN/UV auth protocol two twice. */
export const repeatedProtocol = mutant({
  id: 'fido2.get-info.repeated-protocol',
  fault: 'Lists PIN/UV auth protocol two twice.',
  caughtBy: ['ctap2.get-info.pin-uv-auth-protocols.unique'],
  twist: (sound) => saying(sound, (info) => ({ ...info, pinUvAuthProtocols: [2, 1, 2] })),
});
