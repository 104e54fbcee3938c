import { constants, createPrivateKey, type KeyObject, privateEncrypt, sign } from 'node:crypto';

/** The private operation of RSA on a block as long as the modulus, without padding. The secret is PKCS #8. */
export function rawRsa(secret: Uint8Array, block: Uint8Array): Uint8Array {
  return new Uint8Array(privateEncrypt({ key: imported(secret), padding: constants.RSA_NO_PADDING }, block));
}

/** An RSASSA-PKCS1-v1_5 signature (RFC 8017 section 8.2.1) with that hash. The secret is PKCS #8. */
export function pkcs1Signature(secret: Uint8Array, hash: string, data: Uint8Array): Uint8Array {
  return new Uint8Array(sign(hash, data, imported(secret)));
}

/** An RSASSA-PSS signature (RFC 8017 section 8.1.1) with that hash and no salt. The secret is PKCS #8. */
export function saltlessPss(secret: Uint8Array, hash: string, data: Uint8Array): Uint8Array {
  const key = imported(secret);
  return new Uint8Array(sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 }));
}

function imported(secret: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' });
}
