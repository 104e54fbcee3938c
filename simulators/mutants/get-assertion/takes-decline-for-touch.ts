import { mutant } from '../mutant.ts';

/** Goes on when the person at the key declines. */
export const takesDeclineForTouch = mutant({
  id: 'fido2.get-assertion.takes-decline-for-touch',
  fault: 'Goes on when the person at the key declines.',
  caughtBy: ['ctap2.get-assertion.presence.declined'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      touchStatus: (outcome) => (outcome === 'declined' ? undefined : sound.fido2.touchStatus(outcome)),
    },
  }),
});
