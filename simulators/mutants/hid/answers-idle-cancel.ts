import { mutant } from '../mutant.ts';

/** Answers CANCEL on an idle channel with an error. */
export const answersIdleCancel = mutant({
  id: 'fido2.hid.answers-idle-cancel',
  fault: 'Answers CANCEL on an idle channel with an error.',
  caughtBy: ['hid.cancel.idle'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, idleCancelError: () => 0x01 } }),
});
