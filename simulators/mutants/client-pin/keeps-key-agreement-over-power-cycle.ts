import { mutant } from '../mutant.ts';

/** Keeps its key agreement key over a power cycle. */
export const keepsKeyAgreementOverPowerCycle = mutant({
  id: 'fido2.client-pin.keeps-key-agreement-over-power-cycle',
  fault: 'Keeps its key agreement key over a power cycle.',
  caughtBy: ['ctap2.client-pin.key-agreement.new-after-power-cycle'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      poweredAfterPowerCycle: (fresh, before) => ({ ...fresh, keyAgreement: before.keyAgreement }),
    },
  }),
});
