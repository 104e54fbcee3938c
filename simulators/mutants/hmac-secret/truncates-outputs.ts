import { mutant } from '../mutant.ts';

/** Cuts each output to 16 bytes and fills it up with zeros. */
export const truncatesOutputs = mutant({
  id: 'fido2.hmac-secret.truncates-outputs',
  fault: 'Cuts each output to 16 bytes and fills it up with zeros.',
  caughtBy: ['ctap2.hmac-secret.output.looks-random'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.map((output) => output.fill(0, 16)) },
  }),
});
