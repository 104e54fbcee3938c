import { mutant } from '../mutant.ts';

/** Resets although the person at the key declines. */
export const resetsWhenDeclined = mutant({
  id: 'fido2.reset.resets-when-declined',
  fault: 'Resets although the person at the key declines.',
  caughtBy: ['ctap2.reset.touch.declined'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, resetTouchStatus: (outcome, status) => (outcome === 'declined' ? undefined : status) },
  }),
});
