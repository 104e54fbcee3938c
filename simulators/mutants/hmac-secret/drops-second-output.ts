import { mutant } from '../mutant.ts';

/** Answers two salts with the output of the first alone. */
export const dropsSecondOutput = mutant({
  id: 'fido2.hmac-secret.drops-second-output',
  fault: 'Answers two salts with the output of the first alone.',
  caughtBy: ['ctap2.hmac-secret.output.length', 'ctap2.hmac-secret.two-salts.second-as-alone'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.slice(0, 1) } }),
});
