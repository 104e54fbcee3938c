import { mutant } from '../mutant.ts';

/** Puts the CTAP2 status into the status word. */
export const errorsInStatusWordOnCard = mutant({
  id: 'fido2.nfc.errors-in-status-word',
  fault: 'Puts the CTAP2 status into the status word.',
  caughtBy: ['nfc.message.ctap-error'],
  twist: (sound) => ({
    ...sound,
    card: { ...sound.card, ctap2StatusWord: (status) => (status === 0 ? 0x9000 : 0x6f00 | status) },
  }),
});
