import { mutant } from '../mutant.ts';

/** Takes any PIN for the right one. */
export const takesAnyPin = mutant({
  id: 'fido2.client-pin.takes-any-pin',
  fault: 'Takes any PIN for the right one.',
  caughtBy: ['ctap2.client-pin.wrong-pin', 'ctap2.client-pin.change-pin.changes', 'ctap2.client-pin.sequence'],
  shortest: 2,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isPinRight: () => true } }),
});
