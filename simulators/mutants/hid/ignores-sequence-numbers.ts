import { mutant } from '../mutant.ts';

/** Takes continuation packets in any order. */
export const ignoresSequenceNumbers = mutant({
  id: 'fido2.hid.ignores-sequence-numbers',
  fault: 'Takes continuation packets in any order.',
  caughtBy: ['hid.sequence.wrong'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, acceptsSequence: () => true } }),
});
