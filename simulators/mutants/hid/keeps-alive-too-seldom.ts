import { mutant } from '../mutant.ts';

/** Sends a keepalive only every 500 ms. */
export const keepsAliveTooSeldom = mutant({
  id: 'fido2.hid.keeps-alive-too-seldom',
  fault: 'Sends a keepalive only every 500 ms.',
  level: 'SHOULD',
  caughtBy: ['hid.keepalive.rhythm'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, keepaliveMs: () => 500 } }),
});
