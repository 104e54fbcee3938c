import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Takes a pinUvAuthParam under an unknown protocol, or none, for one under protocol two. */
export const assumesItsProtocol = mutant({
  id: 'fido2.make-credential.assumes-its-protocol',
  fault: 'Takes a pinUvAuthParam under an unknown protocol, or none, for one under protocol two.',
  caughtBy: ['ctap2.make-credential.authorization.unknown-protocol', 'ctap2.make-credential.authorization.no-protocol'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const protocol = request.get(0x09);
      if (request.has(0x08) && protocol !== 1 && protocol !== 2) request.set(0x09, 2);
    }),
});
