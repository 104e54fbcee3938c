import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';

/** Adds a label to the credential public key that its type does not have. */
export const addsKeyLabel = mutant({
  id: 'fido2.make-credential.adds-key-label',
  fault: 'Adds a label to the credential public key that its type does not have.',
  caughtBy: ['ctap2.attestation.public-key.minimal'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, shownPublicKey: (bytes) => encodeCbor(new Map(decodeCbor(bytes) as CborMap).set(4, [2])) },
  }),
});
