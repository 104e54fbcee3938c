import { mutant } from '../mutant.ts';

/** Begins messages longer than CTAPHID can carry. */
export const takesTooLongMessages = mutant({
  id: 'fido2.hid.takes-too-long-messages',
  fault: 'Begins messages longer than CTAPHID can carry.',
  level: 'SHOULD',
  caughtBy: ['hid.length.over-max'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      acceptsLength: (command, length, most) => length > most || sound.hid.acceptsLength(command, length, most),
    },
  }),
});
