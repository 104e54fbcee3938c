import { mutant } from '../mutant.ts';

/** Agrees with a platform key that is no point of the curve. */
export const agreesWithAnyPoint = mutant({
  id: 'fido2.client-pin.agrees-with-any-point',
  fault: 'Agrees with a platform key that is no point of the curve.',
  caughtBy: ['ctap2.client-pin.platform-key.off-curve'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, acceptsInvalidPoint: () => true } }),
});
