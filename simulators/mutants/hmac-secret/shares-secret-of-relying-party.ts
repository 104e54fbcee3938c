import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { mutant } from '../mutant.ts';

/** Has one secret for each relying party instead of each credential. */
export const sharesSecretOfRelyingParty = mutant({
  id: 'fido2.hmac-secret.shares-secret-of-relying-party',
  fault: 'Has one secret for each relying party instead of each credential.',
  caughtBy: ['ctap2.hmac-secret.output.differs-by-credential'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      credRandom: (credential, isVerified) => hmacSha256(credential.rpIdHash, Uint8Array.of(isVerified ? 1 : 0)),
    },
  }),
});
