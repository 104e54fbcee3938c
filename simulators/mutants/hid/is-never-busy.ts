import { mutant } from '../mutant.ts';

/** Lets another channel in while one is in the middle of a message or waits. */
export const isNeverBusy = mutant({
  id: 'fido2.hid.is-never-busy',
  fault: 'Lets another channel in while one is in the middle of a message or waits.',
  caughtBy: ['hid.busy.mid-message', 'hid.busy.waiting'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, isBusy: () => false } }),
});
