import { mutant } from '../mutant.ts';

/** Answers one salt with 64 bytes, zeros after the output. */
export const padsOneOutput = mutant({
  id: 'fido2.hmac-secret.pads-one-output',
  fault: 'Answers one salt with 64 bytes, zeros after the output.',
  caughtBy: ['ctap2.hmac-secret.output.length'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      hmacOutputs: (outputs) => (outputs.length === 1 ? [...outputs, new Uint8Array(32)] : outputs),
    },
  }),
});
