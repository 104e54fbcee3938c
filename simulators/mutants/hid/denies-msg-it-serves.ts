import { mutant } from '../mutant.ts';

/** Sets NMSG although it serves CTAPHID_MSG. */
export const deniesMsgItServes = mutant({
  id: 'fido2.hid.denies-msg-it-serves',
  fault: 'Sets NMSG although it serves CTAPHID_MSG.',
  caughtBy: ['hid.init.nmsg-honest'],
  twist: (sound) => ({
    ...sound,
    hid: { ...sound.hid, capabilities: (profile) => sound.hid.capabilities(profile) | 0x08 },
  }),
});
