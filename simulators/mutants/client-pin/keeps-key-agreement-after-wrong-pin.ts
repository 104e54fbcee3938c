import { mutant } from '../mutant.ts';

/** Keeps its key agreement key after a wrong PIN. */
export const keepsKeyAgreementAfterWrongPin = mutant({
  id: 'fido2.client-pin.keeps-key-agreement-after-wrong-pin',
  fault: 'Keeps its key agreement key after a wrong PIN.',
  caughtBy: ['ctap2.client-pin.key-agreement.new-after-wrong-pin', 'ctap2.client-pin.key-agreement.replay'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, rotatesKeyAgreementAfterWrongPin: () => false } }),
});
