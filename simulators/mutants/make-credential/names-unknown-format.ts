import { mutant } from '../mutant.ts';

/** Calls its attestation format Packed. */
export const namesUnknownFormat = mutant({
  id: 'fido2.make-credential.names-unknown-format',
  fault: 'Calls its attestation format Packed.',
  caughtBy: ['ctap2.attestation.verifies'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, attestationFormat: () => 'Packed' } }),
});
