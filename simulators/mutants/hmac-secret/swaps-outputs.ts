import { mutant } from '../mutant.ts';

/** Gives the outputs of two salts in the wrong order. */
export const swapsOutputs = mutant({
  id: 'fido2.hmac-secret.swaps-outputs',
  fault: 'Gives the outputs of two salts in the wrong order.',
  caughtBy: ['ctap2.hmac-secret.two-salts.first-as-alone', 'ctap2.hmac-secret.two-salts.second-as-alone'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.toReversed() } }),
});
