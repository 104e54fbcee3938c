import { mutant } from '../mutant.ts';

/** Counts uses through U2F apart from those through CTAP2. */
export const countsApart = mutant({
  id: 'fido2.u2f.counts-apart',
  fault: 'Counts uses through U2F apart from those through CTAP2.',
  caughtBy: ['u2f.interop.one-counter'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fShownCounter: (counter) => 0x10000 + counter } }),
});
