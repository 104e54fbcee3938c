import { mutant } from '../mutant.ts';

/** Believes every pinUvAuthParam while a token is in use. */
export const believesAnyParam = mutant({
  id: 'fido2.client-pin.believes-any-param',
  fault: 'Believes every pinUvAuthParam while a token is in use.',
  caughtBy: ['ctap2.pin-uv-auth-token.param.wrong'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesMac: () => true } }),
});
