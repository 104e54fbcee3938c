import { mutant } from '../mutant.ts';

/** Reads the protocol from the length of pinHashEnc instead of pinUvAuthProtocol. */
export const readsProtocolFromLength = mutant({
  id: 'fido2.client-pin.reads-protocol-from-length',
  fault: 'Reads the protocol from the length of pinHashEnc instead of pinUvAuthProtocol.',
  caughtBy: ['ctap2.client-pin.protocol.mixed'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readClientPin: (parameters) => {
        const request = sound.fido2.readClientPin(parameters);
        if (request.pinHashEnc?.length === 16) return { ...request, pinUvAuthProtocol: 1 };
        return request.pinHashEnc?.length === 32 ? { ...request, pinUvAuthProtocol: 2 } : request;
      },
    },
  }),
});
