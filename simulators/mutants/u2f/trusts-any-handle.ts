import { mutant } from '../mutant.ts';

/** Takes any key handle of the right length for its own. */
export const trustsAnyHandle = mutant({
  id: 'fido2.u2f.trusts-any-handle',
  fault: 'Takes any key handle of the right length for its own.',
  caughtBy: ['u2f.authenticate.spoiled-handle', 'u2f.authenticate.foreign-application'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isWrappedByUs: () => true } }),
});
