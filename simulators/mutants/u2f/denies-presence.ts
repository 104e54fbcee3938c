import { mutant } from '../mutant.ts';

/** Says after a touch that nobody was there. */
export const deniesPresence = mutant({
  id: 'fido2.u2f.denies-presence',
  fault: 'Says after a touch that nobody was there.',
  caughtBy: ['u2f.authenticate.verifies'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fPresenceByte: () => 0x00 } }),
});
