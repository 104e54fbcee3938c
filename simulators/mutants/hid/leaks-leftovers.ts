import { mutant } from '../mutant.ts';

/** Fills the last packet with what it sent before. */
export const leaksLeftovers = mutant({
  id: 'fido2.hid.leaks-leftovers',
  fault: 'Fills the last packet with what it sent before.',
  level: 'SHOULD',
  caughtBy: ['hid.padding.zero'],
  twist: (sound) => ({
    ...sound,
    hid: { ...sound.hid, padding: (length, leftover) => leftover.subarray(0, length).map((byte) => byte | 0x01) },
  }),
});
