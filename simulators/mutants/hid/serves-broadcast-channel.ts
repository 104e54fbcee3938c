import { mutant } from '../mutant.ts';

/** Serves other commands than INIT on the broadcast channel. */
export const servesBroadcastChannel = mutant({
  id: 'fido2.hid.serves-broadcast-channel',
  fault: 'Serves other commands than INIT on the broadcast channel.',
  caughtBy: ['hid.channel.broadcast'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      acceptsChannel: (channel, command, isAllocated, channels) =>
        channel === 0xffff_ffff || sound.hid.acceptsChannel(channel, command, isAllocated, channels),
    },
  }),
});
