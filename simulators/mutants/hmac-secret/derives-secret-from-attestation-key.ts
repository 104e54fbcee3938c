import { concat } from '../../../src/bytes/bytes.ts';
import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { mutant } from '../mutant.ts';

/** Derives the secret from the attestation key, which survives reset, and from who has the account. */
export const derivesSecretFromAttestationKey = mutant({
  id: 'fido2.hmac-secret.derives-secret-from-attestation-key',
  fault: 'Derives the secret from the attestation key, which survives reset, and from who has the account.',
  caughtBy: ['ctap2.hmac-secret.life.ends-with-reset'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      credRandom: (credential, isVerified, durable) =>
        hmacSha256(
          durable.attestation.secret,
          concat(
            credential.rpIdHash,
            credential.resident?.user.id ?? new Uint8Array(0),
            Uint8Array.of(isVerified ? 1 : 0),
          ),
        ),
    },
  }),
});
