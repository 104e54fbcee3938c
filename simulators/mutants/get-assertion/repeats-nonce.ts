import { createECDH } from 'node:crypto';
import { fromBigInt, p256, toBigInt } from '../../../src/crypto/curves.ts';
import { encodeEcdsaDer } from '../../../src/crypto/der.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { mutant } from '../mutant.ts';

/** Signs everything with one ECDSA nonce. */
export const repeatsNonce = mutant({
  id: 'fido2.get-assertion.repeats-nonce',
  fault: 'Signs everything with one ECDSA nonce.',
  caughtBy: ['ctap2.get-assertion.signature.nonces'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      signature: (key, message) => (key.alg === -7 ? signedWithOneNonce(key.secret, message) : key.sign(message)),
    },
  }),
});

const NONCE = 0x7a3f_91c4_55d2n;

function signedWithOneNonce(secret: Uint8Array, message: Uint8Array): Uint8Array {
  const { order, length } = p256;
  const ecdh = createECDH(p256.ecdh);
  ecdh.setPrivateKey(fromBigInt(NONCE, length));
  const r = toBigInt(new Uint8Array(ecdh.getPublicKey()).subarray(1, 1 + length)) % order;
  const s = (power(NONCE, order - 2n, order) * (toBigInt(sha256(message)) + r * toBigInt(secret))) % order;
  return encodeEcdsaDer({ r: fromBigInt(r, length), s: fromBigInt(s, length) });
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, left = exponent; left > 0n; left >>= 1n, square = (square * square) % modulus) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
  }
  return result;
}
