import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';

/** Names the packed format and sends no statement. */
export const leavesOutTheStatement = mutant({
  id: 'fido2.make-credential.leaves-out-the-statement',
  fault: 'Names the packed format and sends no statement.',
  caughtBy: ['ctap2.attestation.members'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      encodeResponse: (command, body) => {
        if (command !== 0x01) return body;
        const members = new Map(decodeCbor(body) as CborMap);
        members.delete(0x03);
        return encodeCbor(members);
      },
    },
  }),
});
