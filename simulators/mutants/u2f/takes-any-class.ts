import { mutant } from '../mutant.ts';

/** Serves U2F messages of every class. */
export const takesAnyClass = mutant({
  id: 'fido2.u2f.takes-any-class',
  fault: 'Serves U2F messages of every class.',
  caughtBy: ['u2f.message.unknown-class'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isU2fClass: () => true } }),
});
