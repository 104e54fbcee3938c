import { mutant } from '../mutant.ts';

/** Gives outputs whose bytes all have their two highest bits clear. */
export const answersWithAscii = mutant({
  id: 'fido2.hmac-secret.answers-with-ascii',
  fault: 'Gives outputs whose bytes all have their two highest bits clear.',
  caughtBy: ['ctap2.hmac-secret.output.looks-random'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.map((output) => output.map((byte) => byte & 0x3f)) },
  }),
});
