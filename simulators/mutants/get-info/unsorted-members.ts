import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeDeparting } from '../../../src/codec/cbor/depart.ts';
import { mutant } from '../mutant.ts';

/** Sends the members of getInfo out of order. */
export const unsortedMembers = mutant({
  id: 'fido2.get-info.unsorted-members',
  fault: 'Sends the members of getInfo out of order.',
  caughtBy: ['ctap2.get-info.canonical', 'cbor.responses.canonical'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      encodeResponse: (command, body) =>
        command === 0x04 ? (encodeDeparting(decodeCbor(body), 'unsorted-keys') ?? body) : body,
    },
  }),
});
