import { mutant } from '../mutant.ts';

/** Serves hmac-secret with up false. */
export const servesWithoutPresence = mutant({
  id: 'fido2.hmac-secret.serves-without-presence',
  fault: 'Serves hmac-secret with up false.',
  level: 'SHOULD',
  caughtBy: ['ctap2.hmac-secret.up-false.refused'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacSecretPresenceStatus: () => undefined } }),
});
