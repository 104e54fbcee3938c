import { mutant } from '../mutant.ts';

/** Goes on with a half message after INIT on its channel. */
export const keepsMessageOverInit = mutant({
  id: 'fido2.hid.keeps-message-over-init',
  fault: 'Goes on with a half message after INIT on its channel.',
  caughtBy: ['hid.init.resync'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, abortsOnInit: () => false } }),
});
