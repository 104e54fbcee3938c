import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { mutant } from '../mutant.ts';

/** Takes a pinUvAuthProtocol of any type for its preferred one. */
export const takesAnyTypeOfProtocol = mutant({
  id: 'fido2.client-pin.takes-any-type-of-protocol',
  fault: 'Takes a pinUvAuthProtocol of any type for its preferred one.',
  caughtBy: ['ctap2.client-pin.members.typed'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readClientPin: (parameters) => {
        const map = decodeCbor(parameters);
        if (map instanceof Map && map.has(1) && typeof map.get(1) !== 'number') map.set(1, 2);
        return sound.fido2.readClientPin(encodeCbor(map));
      },
    },
  }),
});
