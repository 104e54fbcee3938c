import { mutant } from '../mutant.ts';

/** Answers the third wrong PIN, and the last one, with CTAP2_ERR_PIN_INVALID. */
export const saysPinInvalidWhenLocked = mutant({
  id: 'fido2.client-pin.says-pin-invalid-when-locked',
  fault: 'Answers the third wrong PIN, and the last one, with CTAP2_ERR_PIN_INVALID.',
  level: 'SHOULD',
  caughtBy: ['ctap2.client-pin.lock.third.status', 'ctap2.client-pin.blocked.last.status'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, wrongPinStatus: () => 0x31 } }),
});
