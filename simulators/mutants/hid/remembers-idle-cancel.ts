import { mutant } from '../mutant.ts';

/** Cancels the next command after CANCEL on an idle channel. */
export const remembersIdleCancel = mutant({
  id: 'fido2.hid.remembers-idle-cancel',
  fault: 'Cancels the next command after CANCEL on an idle channel.',
  caughtBy: ['hid.cancel.forgotten'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, remembersIdleCancel: () => true } }),
});
