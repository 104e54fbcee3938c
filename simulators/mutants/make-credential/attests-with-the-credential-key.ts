import { signingKeyFromSecret } from '../../../src/crypto/signing-key.ts';
import { mutant } from '../mutant.ts';

/** Gives credentials the key pair of its attestation certificate. */
export const attestsWithTheCredentialKey = mutant({
  id: 'fido2.make-credential.attests-with-the-credential-key',
  fault: 'Gives credentials the key pair of its attestation certificate.',
  caughtBy: ['ctap2.attestation.key-apart', 'ctap2.make-credential.credential-id.unique'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      credentialKey: (drawn, { attestation }) =>
        drawn.alg === attestation.alg
          ? signingKeyFromSecret(attestation.alg, attestation.secret, { kind: 'system' })
          : drawn,
    },
  }),
});
