import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Has a client PIN and lists no PIN/UV auth protocol. */
export const noProtocols = mutant({
  id: 'fido2.get-info.no-protocols',
  fault: 'Has a client PIN and lists no PIN/UV auth protocol.',
  caughtBy: ['ctap2.get-info.pin-uv-auth-protocols.listed'],
  twist: (sound) => saying(sound, ({ pinUvAuthProtocols: _left, ...info }) => info),
});
