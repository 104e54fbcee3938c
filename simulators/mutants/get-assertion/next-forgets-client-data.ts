import { mutant } from '../mutant.ts';

/** Signs zeros for clientDataHash after the first account. */
export const nextForgetsClientData = mutant({
  id: 'fido2.get-next-assertion.forgets-client-data',
  fault: 'Signs zeros for clientDataHash after the first account.',
  caughtBy: ['ctap2.get-next-assertion.client-data.carried', 'ctap2.get-next-assertion.accounts.newest-first'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, carried: (parts) => ({ ...parts, clientDataHash: new Uint8Array(32) }) },
  }),
});
