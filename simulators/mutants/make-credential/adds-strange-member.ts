import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';

/** Adds a member to the response that no standard defines. */
export const addsStrangeMember = mutant({
  id: 'fido2.make-credential.adds-strange-member',
  fault: 'Adds a member to the response that no standard defines.',
  level: 'SHOULD',
  caughtBy: ['ctap2.attestation.members.known'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      encodeResponse: (command, body) =>
        command === 0x01 ? encodeCbor(new Map(decodeCbor(body) as CborMap).set(0x20, true)) : body,
    },
  }),
});
