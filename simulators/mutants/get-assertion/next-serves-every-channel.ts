import { mutant } from '../mutant.ts';

/** Gives the next account to whichever channel asks. */
export const nextServesEveryChannel = mutant({
  id: 'fido2.get-next-assertion.serves-every-channel',
  fault: 'Gives the next account to whichever channel asks.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-next-assertion.other-channel.refused'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, ownsSequence: () => true } }),
});
