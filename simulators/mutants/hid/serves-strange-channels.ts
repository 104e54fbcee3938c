import { mutant } from '../mutant.ts';

/** Serves channels that it never gave to anybody. */
export const servesStrangeChannels = mutant({
  id: 'fido2.hid.serves-strange-channels',
  fault: 'Serves channels that it never gave to anybody.',
  level: 'SHOULD',
  caughtBy: ['hid.channel.never-allocated'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      acceptsChannel: (channel, command, isAllocated) =>
        sound.hid.acceptsChannel(channel, command, isAllocated, 'lenient'),
    },
  }),
});
