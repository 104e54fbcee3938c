import { mutant } from '../mutant.ts';

/** Changes the PIN whatever its pinUvAuthParam. */
export const believesAnyChangeMac = mutant({
  id: 'fido2.client-pin.believes-any-change-mac',
  fault: 'Changes the PIN whatever its pinUvAuthParam.',
  caughtBy: ['ctap2.client-pin.change-pin.mac'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, believesChangePinMac: () => true } }),
});
