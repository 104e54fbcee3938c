import { mutant } from '../mutant.ts';

/** Takes a protocol that does not exist for its preferred one. */
export const takesUnknownProtocol = mutant({
  id: 'fido2.credential-management.takes-unknown-protocol',
  fault: 'Takes a protocol that does not exist for its preferred one.',
  caughtBy: ['ctap2.credential-management.authorization.protocol-unknown'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      managementProtocol: (protocol, profile) =>
        profile.pinUvAuthProtocols.some((known) => known === protocol) || protocol === undefined
          ? protocol
          : profile.pinUvAuthProtocols[0],
    },
  }),
});
