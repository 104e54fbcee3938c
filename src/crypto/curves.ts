/** A NIST prime curve: its names, its COSE number, its field length in bytes and its order. */
export interface Curve {
  /** The name in a JWK. */
  readonly jwk: 'P-256' | 'P-384' | 'P-521' | 'secp256k1';
  /** The name that createECDH knows. */
  readonly ecdh: string;
  readonly crv: number;
  readonly length: number;
  /** The order of the base point, and its length in bits. */
  readonly order: bigint;
  readonly orderBits: number;
}

/** NIST P-256. */
export const p256: Curve = {
  jwk: 'P-256',
  ecdh: 'prime256v1',
  crv: 1,
  length: 32,
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  orderBits: 256,
};

/** NIST P-384. */
export const p384: Curve = {
  jwk: 'P-384',
  ecdh: 'secp384r1',
  crv: 2,
  length: 48,
  order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  orderBits: 384,
};

/** NIST P-521. */
export const p521: Curve = {
  jwk: 'P-521',
  ecdh: 'secp521r1',
  crv: 3,
  length: 66,
  order:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  orderBits: 521,
};

/** SECG secp256k1. */
export const secp256k1: Curve = {
  jwk: 'secp256k1',
  ecdh: 'secp256k1',
  crv: 8,
  length: 32,
  order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  orderBits: 256,
};

/** The curve of that COSE number, if it is one of these. */
export function curveOf(crv: number): Curve | undefined {
  return [p256, p384, p521, secp256k1].find((curve) => curve.crv === crv);
}

/** Big-endian bytes as a number. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0
    ? 0n
    : BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`);
}

/** A number as exactly `length` big-endian bytes. */
export function fromBigInt(value: bigint, length: number): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex'));
}

/** Whether the bytes are a private key of the curve: of its length, not zero, below the order. */
export function isScalar(curve: Curve, bytes: Uint8Array): boolean {
  if (bytes.length !== curve.length) return false;
  const value = toBigInt(bytes);
  return value > 0n && value < curve.order;
}
