import { mutant } from '../mutant.ts';

/** Uses one key agreement key for both protocols. */
export const sharesKeyAgreement = mutant({
  id: 'fido2.client-pin.shares-key-agreement',
  fault: 'Uses one key agreement key for both protocols.',
  level: 'SHOULD',
  caughtBy: ['ctap2.client-pin.key-agreement.separate'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, keyAgreementSlot: () => 0 } }),
});
