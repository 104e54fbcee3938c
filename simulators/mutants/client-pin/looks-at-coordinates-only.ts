import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { mutant } from '../mutant.ts';

/** Looks at nothing of the platform key but its coordinates. */
export const looksAtCoordinatesOnly = mutant({
  id: 'fido2.client-pin.looks-at-coordinates-only',
  fault: 'Looks at nothing of the platform key but its coordinates.',
  level: 'SHOULD',
  caughtBy: ['ctap2.client-pin.platform-key.malformed'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readClientPin: (parameters) => {
        const map = decodeCbor(parameters);
        const key = map instanceof Map ? map.get(3) : undefined;
        if (key instanceof Map) key.set(1, 2).set(-1, 1);
        return sound.fido2.readClientPin(encodeCbor(map));
      },
    },
  }),
});
