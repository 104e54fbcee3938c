import { mutant } from '../mutant.ts';

/** Sends an empty x5c. */
export const sendsNoCertificate = mutant({
  id: 'fido2.make-credential.sends-no-certificate',
  fault: 'Sends an empty x5c.',
  caughtBy: ['ctap2.attestation.verifies'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, attestationCertificates: () => [] } }),
});
