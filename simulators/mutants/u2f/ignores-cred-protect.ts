import { mutant } from '../mutant.ts';

/** Uses credentials of every credProtect level through U2F. */
export const ignoresCredProtect = mutant({
  id: 'fido2.u2f.ignores-cred-protect',
  fault: 'Uses credentials of every credProtect level through U2F.',
  caughtBy: ['u2f.interop.cred-protect'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isUsableOverU2f: ({ alg }) => alg === -7 } }),
});
