import { mutant } from '../mutant.ts';

/** Sets a PIN over the one there is. */
export const setsPinTwice = mutant({
  id: 'fido2.client-pin.sets-pin-twice',
  fault: 'Sets a PIN over the one there is.',
  caughtBy: ['ctap2.client-pin.set-pin.twice', 'ctap2.client-pin.sequence'],
  shortest: 2,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, setsPinOver: () => true } }),
});
