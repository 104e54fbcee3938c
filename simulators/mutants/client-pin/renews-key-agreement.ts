import { mutant } from '../mutant.ts';

/** Draws a new key agreement key each time it is asked for. */
export const renewsKeyAgreement = mutant({
  id: 'fido2.client-pin.renews-key-agreement',
  fault: 'Draws a new key agreement key each time it is asked for.',
  level: 'SHOULD',
  caughtBy: ['ctap2.client-pin.key-agreement.stable'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, renewsKeyAgreementWhenAsked: () => true } }),
});
