import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { mutant } from '../mutant.ts';

let drawn = 0;

function next(output: Uint8Array): Uint8Array {
  drawn += 1;
  return hmacSha256(output, Uint8Array.of(drawn & 0xff));
}

/** Draws outputs instead of computing them. */
export const drawsOutputs = mutant({
  id: 'fido2.hmac-secret.draws-outputs',
  fault: 'Draws outputs instead of computing them.',
  caughtBy: ['ctap2.hmac-secret.output.repeats', 'ctap2.hmac-secret.life.survives-power-cycle'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.map((output) => next(output)) },
  }),
});
