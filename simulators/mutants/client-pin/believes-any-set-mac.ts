import { mutant } from '../mutant.ts';

/** Sets a PIN whatever its pinUvAuthParam. */
export const believesAnySetMac = mutant({
  id: 'fido2.client-pin.believes-any-set-mac',
  fault: 'Sets a PIN whatever its pinUvAuthParam.',
  caughtBy: ['ctap2.client-pin.set-pin.mac'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesSetPinMac: () => true } }),
});
