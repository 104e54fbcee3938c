import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeDeparting } from '../../../src/codec/cbor/depart.ts';
import { mutant } from '../mutant.ts';

/** Writes the labels of its key agreement key out of order. */
export const sendsUnsortedCoseKeys = mutant({
  id: 'fido2.cbor.sends-unsorted-cose-keys',
  fault: 'Writes the labels of its key agreement key out of order.',
  caughtBy: ['cbor.responses.canonical'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      encodeResponse: (command, body) =>
        command === 0x06 && body.length > 0 ? (encodeDeparting(decodeCbor(body), 'unsorted-keys') ?? body) : body,
    },
  }),
});
