import { constants, createPrivateKey, createPublicKey, publicDecrypt, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { pkcs1Signature, rawRsa, saltlessPss } from '../../../src/crypto/raw-rsa.ts';
import { generateSigningKey } from '../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';

const { secret } = generateSigningKey(-257, { kind: 'seeded', random: seededRandom('raw') });
const publicKey = createPublicKey(createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' }));
const data = utf8('data');

describe('raw RSA', () => {
  it('gives the block back to the public operation', () => {
    const block = new Uint8Array(256).fill(7);
    const back = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, rawRsa(secret, block));
    expect(new Uint8Array(back)).toEqual(block);
  });

  it('signs with any hash, and without a salt', () => {
    expect(verify('sha512', data, publicKey, pkcs1Signature(secret, 'sha512', data))).toBe(true);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = saltlessPss(secret, 'sha256', data);
    expect(verify('sha256', data, { key: publicKey, padding, saltLength: 0 }, signature)).toBe(true);
    expect(verify('sha256', data, { key: publicKey, padding, saltLength: 32 }, signature)).toBe(false);
  });
});
