import { concat } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

/** Hashes the PIN together with the zeros that pad it. */
export const hashesPadding = mutant({
  id: 'fido2.client-pin.hashes-padding',
  fault: 'Hashes the PIN together with the zeros that pad it.',
  caughtBy: ['ctap2.client-pin.set-pin.sets', 'ctap2.client-pin.change-pin.changes'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      keptPinHash: (pin) => sound.fido2.keptPinHash(concat(pin, new Uint8Array(64 - pin.length))),
    },
  }),
});
