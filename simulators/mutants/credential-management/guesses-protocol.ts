import { mutant } from '../mutant.ts';

/** Takes a missing protocol for its preferred one. */
export const guessesProtocol = mutant({
  id: 'fido2.credential-management.guesses-protocol',
  fault: 'Takes a missing protocol for its preferred one.',
  caughtBy: ['ctap2.credential-management.authorization.protocol-missing'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, managementProtocol: (protocol, profile) => protocol ?? profile.pinUvAuthProtocols[0] },
  }),
});
