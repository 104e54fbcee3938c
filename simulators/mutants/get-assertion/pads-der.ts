import { concat } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

/** Writes the integers of an ECDSA signature with a needless zero. */
export const padsDer = mutant({
  id: 'fido2.get-assertion.pads-der',
  fault: 'Writes the integers of an ECDSA signature with a needless zero.',
  caughtBy: ['ctap2.get-assertion.signature.verifies'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, encodeSignature: (signature, alg) => (alg === -7 ? padded(signature) : signature) },
  }),
});

/** SEQUENCE, its length, INTEGER r, its length: one more zero before r. */
function padded(signature: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0x30, signature[1]! + 1, 0x02, signature[3]! + 1, 0x00);
  return concat(head, signature.subarray(4));
}
