import { mutant } from '../mutant.ts';

/** Drops the message of one client when another sends INIT. */
export const dropsMessageOnForeignInit = mutant({
  id: 'fido2.hid.drops-message-on-foreign-init',
  fault: 'Drops the message of one client when another sends INIT.',
  caughtBy: ['hid.init.leaves-others-alone'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, abortsOnInit: () => true } }),
});
