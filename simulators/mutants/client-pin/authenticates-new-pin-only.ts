import { mutant } from '../mutant.ts';

/** Authenticates newPinEnc alone when the PIN is changed. */
export const authenticatesNewPinOnly = mutant({
  id: 'fido2.client-pin.authenticates-new-pin-only',
  fault: 'Authenticates newPinEnc alone when the PIN is changed.',
  caughtBy: ['ctap2.client-pin.change-pin.changes', 'ctap2.client-pin.change-pin.mac'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, changePinMacParts: (newPinEnc) => [newPinEnc] } }),
});
