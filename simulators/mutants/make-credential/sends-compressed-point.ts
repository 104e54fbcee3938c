import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';

/** Sends a credential public key without its y coordinate. */
export const sendsCompressedPoint = mutant({
  id: 'fido2.make-credential.sends-compressed-point',
  fault: 'Sends a credential public key without its y coordinate.',
  caughtBy: ['ctap2.attestation.verifies'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownPublicKey: (bytes) => {
        const key = new Map(decodeCbor(bytes) as CborMap);
        key.delete(-3);
        return encodeCbor(key);
      },
    },
  }),
});
