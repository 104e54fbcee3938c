import { mutant } from '../mutant.ts';

/** Takes any pinUvAuthParam while a token is in use. */
export const believesAnyMac = mutant({
  id: 'fido2.credential-management.believes-any-mac',
  fault: 'Takes any pinUvAuthParam while a token is in use.',
  caughtBy: ['ctap2.credential-management.authorization.wrong-mac'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesMac: () => true } }),
});
