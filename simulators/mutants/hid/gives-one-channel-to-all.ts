import { mutant } from '../mutant.ts';

/** Gives every client the same channel. */
export const givesOneChannelToAll = mutant({
  id: 'fido2.hid.gives-one-channel-to-all',
  fault: 'Gives every client the same channel.',
  caughtBy: ['hid.init.distinct-channels'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, newChannel: (previous, drawn) => previous ?? drawn } }),
});
