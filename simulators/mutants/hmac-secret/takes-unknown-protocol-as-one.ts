import { mutant } from '../mutant.ts';

/** Serves an input under a protocol that does not exist as one under protocol one. */
export const takesUnknownProtocolAsOne = mutant({
  id: 'fido2.hmac-secret.takes-unknown-protocol-as-one',
  fault: 'Serves an input under a protocol that does not exist as one under protocol one.',
  caughtBy: ['ctap2.hmac-secret.input.unknown-protocol'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacSecretProtocolStatus: () => undefined } }),
});
