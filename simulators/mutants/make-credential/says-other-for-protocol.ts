import { mutant } from '../mutant.ts';

/** Answers CTAP2_ERR_PIN_AUTH_INVALID where pinUvAuthProtocol is missing or unknown. */
export const saysOtherForProtocol = mutant({
  id: 'fido2.make-credential.says-other-for-protocol',
  fault: 'Answers CTAP2_ERR_PIN_AUTH_INVALID where pinUvAuthProtocol is missing or unknown.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.make-credential.authorization.unknown-protocol.status',
    'ctap2.make-credential.authorization.no-protocol.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      protocolStatus: (protocol, profile) =>
        sound.fido2.protocolStatus(protocol, profile) === undefined ? undefined : 0x33,
    },
  }),
});
