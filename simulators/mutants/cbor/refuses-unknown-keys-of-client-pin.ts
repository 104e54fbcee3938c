import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses a clientPIN request with a key that it does not know. */
export const refusesUnknownKeysOfClientPin = mutant({
  id: 'fido2.cbor.refuses-unknown-keys-of-client-pin',
  fault: 'Refuses a clientPIN request with a key that it does not know.',
  caughtBy: ['cbor.requests.unknown-keys-ignored'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readClientPin: (parameters) => {
        // the heads of keys 0x20 to 0x7f and 0x100
        if (parameters.includes(0x7f) || parameters.includes(0x19)) throw new CtapError(0x02);
        return sound.fido2.readClientPin(parameters);
      },
    },
  }),
});
