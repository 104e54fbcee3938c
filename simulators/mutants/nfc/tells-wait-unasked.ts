import { mutant } from '../mutant.ts';

/** Answers 9100 to clients that do not understand it. */
export const tellsWaitUnaskedOnCard = mutant({
  id: 'fido2.nfc.tells-wait-unasked',
  fault: 'Answers 9100 to clients that do not understand it.',
  caughtBy: ['nfc.keepalive.only-when-asked'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, tellsWait: () => true } }),
});
