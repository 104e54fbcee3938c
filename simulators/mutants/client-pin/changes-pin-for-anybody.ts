import { mutant } from '../mutant.ts';

/** Changes the PIN without asking for the old one. */
export const changesPinForAnybody = mutant({
  id: 'fido2.client-pin.changes-pin-for-anybody',
  fault: 'Changes the PIN without asking for the old one.',
  caughtBy: ['ctap2.client-pin.wrong-pin', 'ctap2.client-pin.sequence'],
  shortest: 2,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, changeNeedsOldPin: () => false } }),
});
