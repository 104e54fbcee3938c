import { mutant } from '../mutant.ts';

/** Goes on with a chain after another command broke it. */
export const keepsBrokenChainsOnCard = mutant({
  id: 'fido2.nfc.keeps-broken-chains',
  fault: 'Goes on with a chain after another command broke it.',
  caughtBy: ['nfc.chain.broken'],
  twist: (sound) => ({ ...sound, card: { ...sound.card, selectForgetsChain: () => false } }),
});
