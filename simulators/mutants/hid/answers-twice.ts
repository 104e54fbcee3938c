import { mutant } from '../mutant.ts';

/** Sends the answer to PING twice. */
export const answersTwice = mutant({
  id: 'fido2.hid.answers-twice',
  fault: 'Sends the answer to PING twice.',
  caughtBy: ['hid.answer.once'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, copies: (command) => (command === 0x01 ? 2 : 1) } }),
});
