import { mutant } from '../mutant.ts';

/** Lets a credential of one relying party stand against one of another. */
export const excludesForEveryone = mutant({
  id: 'fido2.make-credential.excludes-for-everyone',
  fault: 'Lets a credential of one relying party stand against one of another.',
  caughtBy: ['ctap2.make-credential.exclude-list.other-relying-party'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, wrappedAssociatedData: () => new Uint8Array(32) } }),
});
