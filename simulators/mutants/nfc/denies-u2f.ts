import { mutant } from '../mutant.ts';

/** Does not serve U2F although it lists U2F_V2. */
export const deniesU2fOnCard = mutant({
  id: 'fido2.nfc.denies-u2f',
  fault: 'Does not serve U2F although it lists U2F_V2.',
  caughtBy: ['nfc.u2f.same-applet'],
  twist: (sound) => ({
    ...sound,
    card: {
      ...sound.card,
      acceptsInstruction: (cla, ins) => (cla !== 0 || ins === 0xc0) && sound.card.acceptsInstruction(cla, ins),
    },
  }),
});
