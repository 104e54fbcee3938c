import { mutant } from '../mutant.ts';

/** Gives the output of the first salt twice. */
export const repeatsFirstOutput = mutant({
  id: 'fido2.hmac-secret.repeats-first-output',
  fault: 'Gives the output of the first salt twice.',
  caughtBy: ['ctap2.hmac-secret.two-salts.second-as-alone'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.map(() => outputs[0]!) } }),
});
