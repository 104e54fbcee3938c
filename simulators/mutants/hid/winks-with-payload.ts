import { mutant } from '../mutant.ts';

/** Answers WINK with a byte. */
export const winksWithPayload = mutant({
  id: 'fido2.hid.winks-with-payload',
  fault: 'Answers WINK with a byte.',
  caughtBy: ['hid.wink.capability'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, winkAnswer: () => Uint8Array.of(1) } }),
});
