import { mutant } from '../mutant.ts';

/** Signs clientDataHash without authenticator data. */
export const signsClientDataAlone = mutant({
  id: 'fido2.get-assertion.signs-client-data-alone',
  fault: 'Signs clientDataHash without authenticator data.',
  caughtBy: ['ctap2.get-assertion.signature.verifies'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, assertionMessage: (_authData, clientDataHash) => clientDataHash },
  }),
});
