import { mutant } from '../mutant.ts';

/** Lets one channel cancel the command of another. */
export const cancelsForAnybody = mutant({
  id: 'fido2.hid.cancels-for-anybody',
  fault: 'Lets one channel cancel the command of another.',
  caughtBy: ['hid.cancel.other-channel'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, cancels: () => true } }),
});
