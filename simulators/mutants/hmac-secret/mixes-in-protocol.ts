import { sha256 } from '../../../src/crypto/hash.ts';
import { mutant } from '../mutant.ts';

/** Hashes the outputs once more under protocol two. */
export const mixesInProtocol = mutant({
  id: 'fido2.hmac-secret.mixes-in-protocol',
  fault: 'Hashes the outputs once more under protocol two.',
  caughtBy: ['ctap2.hmac-secret.output.same-under-both-protocols'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      hmacOutputs: (outputs, protocol) => (protocol === 1 ? outputs : outputs.map((output) => sha256(output))),
    },
  }),
});
