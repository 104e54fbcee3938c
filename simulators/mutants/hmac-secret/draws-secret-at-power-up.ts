import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { mutant } from '../mutant.ts';

const again = (secret: Uint8Array): Uint8Array => hmacSha256(secret, Uint8Array.of(0));

/** Draws the secrets of discoverable credentials anew at every power-up. */
export const drawsSecretAtPowerUp = mutant({
  id: 'fido2.hmac-secret.draws-secret-at-power-up',
  fault: 'Draws the secrets of discoverable credentials anew at every power-up.',
  caughtBy: ['ctap2.hmac-secret.life.survives-power-cycle'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      changedByPowerCycle: (durable) => ({
        credentials: durable.credentials.map((credential) => ({
          ...credential,
          credRandomWithoutUv: again(credential.credRandomWithoutUv),
          credRandomWithUv: again(credential.credRandomWithUv),
        })),
      }),
    },
  }),
});
