import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeDeparting } from '../../../src/codec/cbor/depart.ts';
import { mutant } from '../mutant.ts';

/** Writes its answer to getAssertion as a map of indefinite length. */
export const sendsIndefiniteMaps = mutant({
  id: 'fido2.cbor.sends-indefinite-maps',
  fault: 'Writes its answer to getAssertion as a map of indefinite length.',
  caughtBy: ['cbor.responses.canonical'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      encodeResponse: (command, body) =>
        command === 0x02 && body.length > 0 ? (encodeDeparting(decodeCbor(body), 'indefinite-length') ?? body) : body,
    },
  }),
});
