import { mutant } from '../mutant.ts';

/** Takes its preferred protocol where none is named. */
export const assumesAProtocol = mutant({
  id: 'fido2.client-pin.assumes-a-protocol',
  fault: 'Takes its preferred protocol where none is named.',
  caughtBy: [
    'ctap2.client-pin.key-agreement.protocol',
    'ctap2.client-pin.members.required',
    'ctap2.client-pin.set-pin.members',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readClientPin: (parameters) => {
        const request = sound.fido2.readClientPin(parameters);
        return { ...request, pinUvAuthProtocol: request.pinUvAuthProtocol ?? 2 };
      },
    },
  }),
});
