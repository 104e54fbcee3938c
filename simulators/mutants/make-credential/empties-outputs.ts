import { mutant } from '../mutant.ts';

/** Sets ED and sends an empty map of outputs. */
export const emptiesOutputs = mutant({
  id: 'fido2.make-credential.empties-outputs',
  fault: 'Sets ED and sends an empty map of outputs.',
  caughtBy: ['ctap2.attestation.extensions'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, registrationOutputs: () => new Map() } }),
});
