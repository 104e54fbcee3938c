import { mutant } from '../mutant.ts';

/** Names another channel in the answer to INIT on an allocated one. */
export const renamesChannelOnResync = mutant({
  id: 'fido2.hid.renames-channel-on-resync',
  fault: 'Names another channel in the answer to INIT on an allocated one.',
  caughtBy: ['hid.init.resync'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, resyncedChannel: (channel) => (channel ^ 1) >>> 0 } }),
});
