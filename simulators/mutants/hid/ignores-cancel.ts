import { mutant } from '../mutant.ts';

/** Goes on waiting after CANCEL. */
export const ignoresCancel = mutant({
  id: 'fido2.hid.ignores-cancel',
  fault: 'Goes on waiting after CANCEL.',
  caughtBy: ['hid.cancel.pending'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, cancels: () => false } }),
});
