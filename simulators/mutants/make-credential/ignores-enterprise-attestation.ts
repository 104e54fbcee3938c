import { mutant } from '../mutant.ts';

/** Ignores a request for an enterprise attestation that it cannot give. */
export const ignoresEnterpriseAttestation = mutant({
  id: 'fido2.make-credential.ignores-enterprise-attestation',
  fault: 'Ignores a request for an enterprise attestation that it cannot give.',
  caughtBy: ['ctap2.make-credential.enterprise-attestation.unavailable'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, enterpriseStatus: () => undefined } }),
});
