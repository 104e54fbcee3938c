import { mutant } from '../mutant.ts';

/** Takes a declined touch for a touch. */
export const takesDeclineForTouch = mutant({
  id: 'fido2.make-credential.takes-decline-for-touch',
  fault: 'Takes a declined touch for a touch.',
  caughtBy: ['ctap2.make-credential.touch.declined', 'ctap2.selection.declined'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      touchStatus: (outcome) => (outcome === 'declined' ? undefined : sound.fido2.touchStatus(outcome)),
    },
  }),
});
