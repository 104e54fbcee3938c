import { mutant } from '../mutant.ts';

/** Makes a credential although it holds one that the request excludes. */
export const ignoresExcludeList = mutant({
  id: 'fido2.make-credential.ignores-exclude-list',
  fault: 'Makes a credential although it holds one that the request excludes.',
  caughtBy: ['ctap2.make-credential.exclude-list.own'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isExcluded: () => false } }),
});
