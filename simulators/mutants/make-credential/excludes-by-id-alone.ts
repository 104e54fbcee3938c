import { mutant } from '../mutant.ts';

/** Takes an entry of excludeList of any type for a public key. */
export const excludesByIdAlone = mutant({
  id: 'fido2.make-credential.excludes-by-id-alone',
  fault: 'Takes an entry of excludeList of any type for a public key.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.exclude-list.foreign-type'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isKnownType: () => true } }),
});
