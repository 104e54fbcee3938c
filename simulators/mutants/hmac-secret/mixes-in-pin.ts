import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { mutant } from '../mutant.ts';

/** Derives the secret from the PIN as well, so that a change of the PIN changes it. */
export const mixesInPin = mutant({
  id: 'fido2.hmac-secret.mixes-in-pin',
  fault: 'Derives the secret from the PIN as well, so that a change of the PIN changes it.',
  caughtBy: ['ctap2.hmac-secret.life.survives-pin-change'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      credRandom: (credential, isVerified, durable) =>
        hmacSha256(sound.fido2.credRandom(credential, isVerified, durable), durable.pin?.hash ?? new Uint8Array(0)),
    },
  }),
});
