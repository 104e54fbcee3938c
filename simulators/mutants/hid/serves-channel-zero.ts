import { mutant } from '../mutant.ts';

/** Serves commands on the reserved channel 0. */
export const servesChannelZero = mutant({
  id: 'fido2.hid.serves-channel-zero',
  fault: 'Serves commands on the reserved channel 0.',
  caughtBy: ['hid.channel.zero'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      acceptsChannel: (channel, command, isAllocated, channels) =>
        channel === 0 || sound.hid.acceptsChannel(channel, command, isAllocated, channels),
    },
  }),
});
