import { mutant } from '../mutant.ts';

/** Loses the half message of one channel when it refuses another. */
export const losesMessageWhenBusy = mutant({
  id: 'fido2.hid.loses-message-when-busy',
  fault: 'Loses the half message of one channel when it refuses another.',
  caughtBy: ['hid.busy.first-served-whole'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, forgetsMessageWhenBusy: () => true } }),
});
