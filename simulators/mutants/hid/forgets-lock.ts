import { mutant } from '../mutant.ts';

/** Does not keep others out during a LOCK. */
export const forgetsLock = mutant({
  id: 'fido2.hid.forgets-lock',
  fault: 'Does not keep others out during a LOCK.',
  caughtBy: ['hid.lock.excludes'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, holdsLock: () => false } }),
});
