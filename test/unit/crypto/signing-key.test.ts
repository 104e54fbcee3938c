import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { coseAlgorithm, decodeCoseKey } from '../../../src/codec/cose-key.ts';
import { decodeEcdsaDer } from '../../../src/crypto/der.ts';
import {
  ceremonyAlgorithms,
  generateSigningKey,
  type Keying,
  signingAlgorithms,
  signingKeyFromSecret,
} from '../../../src/crypto/signing-key.ts';
import { verifyKeyFromCose } from '../../../src/crypto/verify-key.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';

const system: Keying = { kind: 'system' };
const seeded = (seed: number): Keying => ({ kind: 'seeded', random: seededRandom(seed) });
const oracles = new Map([
  [coseAlgorithm.ES256 as number, p256],
  [coseAlgorithm.ES384 as number, p384],
  [coseAlgorithm.ES512 as number, p521],
  [coseAlgorithm.ESP256 as number, p256],
  [coseAlgorithm.ESP384 as number, p384],
  [coseAlgorithm.ESP512 as number, p521],
  [coseAlgorithm.ES256K as number, secp256k1],
]);

const isRsa = (alg: number): boolean => alg <= -257 || (alg <= -37 && alg >= -39);

describe.each(ceremonyAlgorithms.map((alg) => [alg]))('a signing key of algorithm %d', (alg) => {
  it.each([
    ['system', system],
    ['seeded', seeded(7)],
  ])('signs, %s, so that its public key verifies it and no other data', (_name, how) => {
    const key = generateSigningKey(alg, how);
    const other = signingKeyFromSecret(alg, key.secret, how);
    expect(other.publicKey).toEqual(key.publicKey);
    const verifier = verifyKeyFromCose(key.publicKey);
    for (const signer of [key, other]) {
      const signature = signer.sign(utf8('data'));
      expect(verifier.verify(utf8('data'), signature)).toBe(true);
      expect(verifier.verify(utf8('datb'), signature)).toBe(false);
    }
  });

  it('carries its COSE_Key as canonical CBOR', () => {
    const key = generateSigningKey(alg, seeded(1));
    expect(decodeCoseKey(decodeCbor(key.publicKeyBytes))).toEqual(key.publicKey);
    expect(key.publicKey.alg).toBe(alg);
    expect(key.alg).toBe(alg);
  });

  it('is the same for the same seed, and signs the same bytes', () => {
    const [first, again, other] = [
      generateSigningKey(alg, seeded(3)),
      generateSigningKey(alg, seeded(3)),
      generateSigningKey(alg, seeded(4)),
    ];
    expect(toHex(first.secret)).toBe(toHex(again.secret));
    expect(toHex(first.sign(utf8('x')))).toBe(toHex(again.sign(utf8('x'))));
    if (!isRsa(alg)) expect(toHex(first.secret)).not.toBe(toHex(other.secret));
  });

  it.skipIf(isRsa(alg))(
    'keeps secrets at their full length, leading zeros included (skipped for RSA, whose secret is a document)',
    () => {
      const length = generateSigningKey(alg, seeded(1)).secret.length;
      for (let round = 0; round < 40; round += 1) expect(generateSigningKey(alg, system).secret).toHaveLength(length);
      const small = new Uint8Array(length);
      small[length - 1] = 5;
      expect(verifyKeyFromCose(signingKeyFromSecret(alg, small, system).publicKey).alg).toBe(alg);
    },
  );

  it('refuses secrets of another length', () => {
    expect(() => signingKeyFromSecret(alg, new Uint8Array(31).fill(1), system)).toThrow(RangeError);
  });
});

describe.each([...oracles])('a seeded ECDSA key of algorithm %d', (alg, oracle) => {
  it('signs byte for byte as noble does with RFC 6979', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ maxLength: 200 }), (seed, data) => {
        const key = generateSigningKey(alg, seeded(seed));
        const expected = oracle.sign(data, key.secret, { lowS: false, format: 'der' });
        expect(toHex(key.sign(data))).toBe(toHex(expected));
      }),
      { numRuns: 60 },
    );
  });

  it('does not halve s', () => {
    const key = generateSigningKey(alg, seeded(11));
    const tops = Array.from({ length: 40 }, (_, index) => {
      const { s } = decodeEcdsaDer(key.sign(Uint8Array.of(index)));
      return oracle.Point.Fn.ORDER / 2n < BigInt(`0x${toHex(s)}`);
    });
    expect(new Set(tops)).toEqual(new Set([true, false]));
  });

  it('refuses zero and the order of the curve as secrets', () => {
    const length = generateSigningKey(alg, seeded(1)).secret.length;
    const order = fromHex(oracle.Point.Fn.ORDER.toString(16).padStart(length * 2, '0'));
    expect(() => signingKeyFromSecret(alg, new Uint8Array(length), system)).toThrow(RangeError);
    expect(() => signingKeyFromSecret(alg, order, system)).toThrow(RangeError);
  });
});

describe('a P-256 signature by RFC 6979', () => {
  it('is that of appendix A.2.5 for the message sample', () => {
    const secret = fromHex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
    const { r, s } = decodeEcdsaDer(signingKeyFromSecret(coseAlgorithm.ES256, secret, seeded(0)).sign(utf8('sample')));
    expect(toHex(r)).toBe('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716');
    expect(toHex(s)).toBe('f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8');
  });
});

describe('an EdDSA key', () => {
  it('signs byte for byte as noble does', () => {
    const key = generateSigningKey(coseAlgorithm.EdDSA, seeded(5));
    expect(key.publicKey).toMatchObject({ kty: 1, crv: 6, x: ed25519.getPublicKey(key.secret) });
    expect(toHex(key.sign(utf8('data')))).toBe(toHex(ed25519.sign(utf8('data'), key.secret)));
  });
});

describe('generateSigningKey', () => {
  it('knows every algorithm of COSE that signs', () => {
    const signing = Object.values(coseAlgorithm).filter((alg) => alg !== coseAlgorithm['ECDH-ES+HKDF-256']);
    expect(ceremonyAlgorithms.toSorted()).toEqual(signing.toSorted());
    expect(signingAlgorithms).toEqual([-7, -35, -36, -8]);
  });

  it('names the algorithms when it is asked for another', () => {
    expect(() => generateSigningKey(-25, system)).toThrow(/expected one of the algorithms -7, .*, received -25/);
    expect(() => signingKeyFromSecret(-25, new Uint8Array(32), system)).toThrow(RangeError);
  });

  it('gives up on a random that gives nothing but zeros', () => {
    const zeros: Keying = { kind: 'seeded', random: { bytes: (length) => new Uint8Array(length) } };
    expect(() => generateSigningKey(coseAlgorithm.ES256, zeros)).toThrow(RangeError);
  });
});
