import { mutant } from '../mutant.ts';

/** Goes on trying PINs after three wrong ones in a row. */
export const neverLocks = mutant({
  id: 'fido2.client-pin.never-locks',
  fault: 'Goes on trying PINs after three wrong ones in a row.',
  caughtBy: ['ctap2.client-pin.lock.after-three', 'ctap2.client-pin.lock.frozen', 'ctap2.client-pin.sequence'],
  shortest: 5,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isSoftLocked: () => false } }),
});
