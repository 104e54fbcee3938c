import { mutant } from '../mutant.ts';

/** Serves INIT with a nonce of a wrong length. */
export const takesInitOfAnyLength = mutant({
  id: 'fido2.hid.takes-init-of-any-length',
  fault: 'Serves INIT with a nonce of a wrong length.',
  level: 'SHOULD',
  caughtBy: ['hid.init.wrong-length'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      acceptsLength: (command, length, most) => command === 0x06 || sound.hid.acceptsLength(command, length, most),
    },
  }),
});
