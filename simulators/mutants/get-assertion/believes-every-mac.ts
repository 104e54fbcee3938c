import { mutant } from '../mutant.ts';

/** Believes every pinUvAuthParam. */
export const believesEveryMac = mutant({
  id: 'fido2.get-assertion.believes-every-mac',
  fault: 'Believes every pinUvAuthParam.',
  caughtBy: ['ctap2.get-assertion.pin-uv-auth-param.wrong', 'ctap2.get-assertion.pin-uv-auth-param.other-data'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesMac: () => true } }),
});
