import { mutant } from '../mutant.ts';

/** Takes a protocol that it does not list for one that it does. */
export const servesUnlistedProtocols = mutant({
  id: 'fido2.client-pin.serves-unlisted-protocols',
  fault: 'Takes a protocol that it does not list for one that it does.',
  caughtBy: ['ctap2.client-pin.key-agreement.protocol'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readClientPin: (parameters) => {
        const request = sound.fido2.readClientPin(parameters);
        const number = request.pinUvAuthProtocol;
        return number === undefined || number === 1 || number === 2 ? request : { ...request, pinUvAuthProtocol: 2 };
      },
    },
  }),
});
