import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeDeparting } from '../../../src/codec/cbor/depart.ts';
import { mutant } from '../mutant.ts';

/** Writes a length in its answer to makeCredential in more bytes than it needs. */
export const sendsLongHeads = mutant({
  id: 'fido2.cbor.sends-long-heads',
  fault: 'Writes a length in its answer to makeCredential in more bytes than it needs.',
  caughtBy: ['cbor.responses.canonical'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      encodeResponse: (command, body) =>
        command === 0x01 && body.length > 0 ? (encodeDeparting(decodeCbor(body), 'non-minimal-length') ?? body) : body,
    },
  }),
});
