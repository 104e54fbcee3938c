import { mutant } from '../mutant.ts';

/** Names RS256 in the attestation statement of an ECDSA signature. */
export const namesWrongAlgorithm = mutant({
  id: 'fido2.make-credential.names-wrong-algorithm',
  fault: 'Names RS256 in the attestation statement of an ECDSA signature.',
  caughtBy: ['ctap2.attestation.verifies'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, attestationAlg: () => -257 } }),
});
