import { mutant } from '../mutant.ts';

/** Resets when the touch does not come in time. */
export const resetsWhenNobodyComes = mutant({
  id: 'fido2.reset.resets-when-nobody-comes',
  fault: 'Resets when the touch does not come in time.',
  caughtBy: ['ctap2.reset.touch.withheld'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, resetTouchStatus: (outcome, status) => (outcome === 'timeout' ? undefined : status) },
  }),
});
