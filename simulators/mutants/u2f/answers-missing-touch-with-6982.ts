import { mutant } from '../mutant.ts';

/** Answers 6982 while the touch has not come. */
export const answersMissingTouchWith6982 = mutant({
  id: 'fido2.u2f.answers-missing-touch-with-6982',
  fault: 'Answers 6982 while the touch has not come.',
  level: 'SHOULD',
  caughtBy: ['u2f.presence.required.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fPresenceStatus: () => 0x6982 } }),
});
