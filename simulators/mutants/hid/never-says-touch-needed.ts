import { mutant } from '../mutant.ts';

/** Says that it is processing while it waits for a touch. */
export const neverSaysTouchNeeded = mutant({
  id: 'fido2.hid.never-says-touch-needed',
  fault: 'Says that it is processing while it waits for a touch.',
  caughtBy: ['hid.keepalive.user-presence'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, keepalivePayload: () => Uint8Array.of(1) } }),
});
