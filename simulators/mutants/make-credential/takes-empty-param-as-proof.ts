import { mutant } from '../mutant.ts';

/** Takes an empty pinUvAuthParam for a proof. */
export const takesEmptyParamAsProof = mutant({
  id: 'fido2.make-credential.takes-empty-param-as-proof',
  fault: 'Takes an empty pinUvAuthParam for a proof.',
  caughtBy: ['ctap2.make-credential.empty-param.pin-set'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, asksForTouchOnly: () => false, believesMac: () => true, hasPermission: () => true },
  }),
});
