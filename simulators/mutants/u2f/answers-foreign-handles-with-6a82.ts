import { mutant } from '../mutant.ts';

/** Answers key handles that are not its own with 6a82. */
export const answersForeignHandlesWith6a82 = mutant({
  id: 'fido2.u2f.answers-foreign-handles-with-6a82',
  fault: 'Answers key handles that are not its own with 6a82.',
  level: 'SHOULD',
  caughtBy: ['u2f.authenticate.spoiled-handle.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, foreignHandleStatus: () => 0x6a82 } }),
});
