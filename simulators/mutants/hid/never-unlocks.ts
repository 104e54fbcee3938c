import { mutant } from '../mutant.ts';

/** Keeps a LOCK until it is released. */
export const neverUnlocks = mutant({
  id: 'fido2.hid.never-unlocks',
  fault: 'Keeps a LOCK until it is released.',
  caughtBy: ['hid.lock.expires'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, holdsLock: () => true } }),
});
