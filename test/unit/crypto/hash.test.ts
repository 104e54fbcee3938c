import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decryptCbc, encryptCbc } from '../../../src/crypto/aes-cbc.ts';
import { digest, sha256 } from '../../../src/crypto/hash.ts';
import { hkdfSha256 } from '../../../src/crypto/hkdf.ts';
import { hmacSha256, symmetricKey } from '../../../src/crypto/hmac.ts';

const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const iv = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('sha256', () => {
  it('gives the digest of FIPS 180-2 for abc', () => {
    expect(toHex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('agrees with createHash for any bytes, as a plain Uint8Array', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512'),
        (bytes, name) => {
          expect(digest(name, bytes)).toEqual(new Uint8Array(createHash(name).update(bytes).digest()));
        },
      ),
    );
  });
});

describe('hmacSha256', () => {
  it('gives the MAC of RFC 4231 test case 2, whole or in parts', () => {
    const key = utf8('Jefe');
    const mac = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(toHex(hmacSha256(key, utf8('what do ya want for nothing?')))).toBe(mac);
    expect(toHex(hmacSha256(symmetricKey(key), utf8('what do ya want '), utf8('for nothing?')))).toBe(mac);
  });

  it('agrees with createHmac for any key and message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 100 }), (key, message) => {
        expect(hmacSha256(key, message)).toEqual(new Uint8Array(createHmac('sha256', key).update(message).digest()));
      }),
    );
  });
});

describe('hkdfSha256', () => {
  it('gives the output of RFC 5869 test case 1', () => {
    const output = hkdfSha256(
      new Uint8Array(22).fill(0x0b),
      fromHex('000102030405060708090a0b0c'),
      fromHex('f0f1f2f3f4f5f6f7f8f9'),
      42,
    );
    expect(toHex(output)).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });
});

describe('AES-CBC without padding', () => {
  it('gives the first block of NIST SP 800-38A F.2.5', () => {
    const key = fromHex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
    const first = encryptCbc(
      key,
      fromHex('000102030405060708090a0b0c0d0e0f'),
      fromHex('6bc1bee22e409f96e93d7e117393172a'),
    );
    expect(toHex(first)).toBe('f58c4c04d6e5f1ba779eabfb5f7bfbd6');
  });

  it('decrypts what it encrypted, at the same length', () => {
    fc.assert(
      fc.property(key32, iv, fc.nat({ max: 8 }), (key, vector, blocks) => {
        const plain = new Uint8Array(blocks * 16).fill(blocks);
        const cipher = encryptCbc(key, vector, plain);
        expect(cipher).toHaveLength(plain.length);
        expect(decryptCbc(symmetricKey(key), vector, cipher)).toEqual(plain);
      }),
    );
  });

  it('refuses bytes that are not whole blocks, and keys and ivs of another length', () => {
    const key = new Uint8Array(32);
    expect(() => encryptCbc(key, new Uint8Array(16), new Uint8Array(15))).toThrow(RangeError);
    expect(() => decryptCbc(key, new Uint8Array(16), new Uint8Array(17))).toThrow(RangeError);
    expect(() => encryptCbc(key, new Uint8Array(15), new Uint8Array(16))).toThrow(RangeError);
    expect(() => encryptCbc(new Uint8Array(24), new Uint8Array(16), new Uint8Array(16))).toThrow(RangeError);
  });
});
