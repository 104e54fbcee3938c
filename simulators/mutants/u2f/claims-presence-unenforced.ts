import { mutant } from '../mutant.ts';

/** Claims presence where none was asked for. */
export const claimsPresenceUnenforced = mutant({
  id: 'fido2.u2f.claims-presence-unenforced',
  fault: 'Claims presence where none was asked for.',
  caughtBy: ['u2f.presence.not-enforced'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, u2fPresenceByte: () => 0x01 } }),
});
