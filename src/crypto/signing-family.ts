import { encodeCbor } from '../codec/cbor/encode.ts';
import { type CoseKey, encodeCoseKey } from '../codec/cose-key.ts';
import type { Random } from '../env/env.ts';

/** Where keys and signatures come from: node:crypto's own chance, or a Random and RFC 6979, the same bytes every time. */
export type Keying = { readonly kind: 'system' } | { readonly kind: 'seeded'; readonly random: Random };

/** A credential's or an attestation's private key. */
export interface SigningKey {
  readonly alg: number;
  readonly publicKey: CoseKey;
  /** The COSE_Key as canonical CBOR. */
  readonly publicKeyBytes: Uint8Array;
  /**
   * The scalar (32 bytes on P-256 and secp256k1, 48 on P-384, 66 on P-521), the seed (32 bytes, 57 of Ed448) or, of RSA,
   * the PKCS #8 key in DER.
   */
  readonly secret: Uint8Array;
  /** The signature in WebAuthn's form: DER for ECDSA, the algorithm's own bytes for the others. */
  sign(data: Uint8Array): Uint8Array;
}

/** Keys of one kind of arithmetic. Both functions are only called with an algorithm out of `algorithms`. */
export interface SigningFamily {
  readonly algorithms: readonly number[];
  /** A new key. */
  generate(alg: number, how: Keying): SigningKey;
  /** The key of a stored secret. Throws `RangeError` for bytes that are none. */
  fromSecret(alg: number, secret: Uint8Array, how: Keying): SigningKey;
}

// Written out: keys in an object that is spread together were seen to outlive young collections, which costs much.
/** The key of its parts. */
export function signingKey(publicKey: CoseKey, secret: Uint8Array, sign: SigningKey['sign']): SigningKey {
  return { alg: publicKey.alg, publicKey, publicKeyBytes: encodeCbor(encodeCoseKey(publicKey)), secret, sign };
}

/** The refusal of a secret that is none of its algorithm. */
export function refusedSecret(expected: string, received: string): RangeError {
  return new RangeError(`signingKeyFromSecret: expected ${expected}, received ${received}`);
}

/** A Buffer's memory as bytes, without a copy. */
export function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
