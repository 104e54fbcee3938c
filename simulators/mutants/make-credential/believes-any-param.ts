import { mutant } from '../mutant.ts';

/** Takes any pinUvAuthParam for right. */
export const believesAnyParam = mutant({
  id: 'fido2.make-credential.believes-any-param',
  fault: 'Takes any pinUvAuthParam for right.',
  caughtBy: ['ctap2.make-credential.authorization.wrong-param'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesMac: () => true } }),
});
