import { mutant } from '../mutant.ts';

/** Takes an input without pinUvAuthProtocol as one under protocol two. */
export const takesAbsentProtocolAsTwo = mutant({
  id: 'fido2.hmac-secret.takes-absent-protocol-as-two',
  fault: 'Takes an input without pinUvAuthProtocol as one under protocol two.',
  caughtBy: ['ctap2.hmac-secret.input.protocol-absent'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hmacSecretProtocol: (protocol) => protocol ?? 2 } }),
});
