import { mutant } from '../mutant.ts';

/** Takes chained requests of at most 300 bytes. */
export const takesShortChainsOnlyOnCard = mutant({
  id: 'fido2.nfc.takes-short-chains-only',
  fault: 'Takes chained requests of at most 300 bytes.',
  caughtBy: ['nfc.message.chaining'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, chainLimit: () => 300 } }),
});
