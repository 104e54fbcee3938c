import { mutant } from '../mutant.ts';

/** Takes lists longer than it says. */
export const takesListsOfAnyLength = mutant({
  id: 'fido2.make-credential.takes-lists-of-any-length',
  fault: 'Takes lists longer than it says.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.exclude-list.too-long'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isListTooLong: () => false } }),
});
