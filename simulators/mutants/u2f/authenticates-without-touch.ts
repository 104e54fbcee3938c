import { mutant } from '../mutant.ts';

/** Signs an authentication without a touch. */
export const authenticatesWithoutTouch = mutant({
  id: 'fido2.u2f.authenticates-without-touch',
  fault: 'Signs an authentication without a touch.',
  caughtBy: ['u2f.presence.required'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fAuthenticationNeedsPresence: () => false } }),
});
