import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { mutant } from '../mutant.ts';

/** Mixes the number of salts into each output. */
export const chainsOutputs = mutant({
  id: 'fido2.hmac-secret.chains-outputs',
  fault: 'Mixes the number of salts into each output.',
  caughtBy: ['ctap2.hmac-secret.two-salts.first-as-alone', 'ctap2.hmac-secret.two-salts.second-as-alone'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      hmacOutputs: (outputs) => outputs.map((output) => hmacSha256(output, Uint8Array.of(outputs.length))),
    },
  }),
});
