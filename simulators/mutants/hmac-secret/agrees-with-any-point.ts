import { mutant } from '../mutant.ts';

/** Agrees on a secret of zeros when the platform key is not on the curve. */
export const agreesWithAnyPoint = mutant({
  id: 'fido2.hmac-secret.agrees-with-any-point',
  fault: 'Agrees on a secret of zeros when the platform key is not on the curve.',
  caughtBy: ['ctap2.hmac-secret.key-agreement.off-curve'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, opensSaltsOfInvalidPoint: () => true } }),
});
