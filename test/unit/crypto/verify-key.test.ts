import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../src/bytes/base64url.ts';
import { concat, utf8 } from '../../../src/bytes/bytes.ts';
import { type AkpKey, type CoseKey, coseAlgorithm, type Ec2Key, type RsaKey } from '../../../src/codec/cose-key.ts';
import { curveOf, fromBigInt, toBigInt } from '../../../src/crypto/curves.ts';
import { decodeEcdsaDer } from '../../../src/crypto/der.ts';
import { ceremonyAlgorithms, generateSigningKey } from '../../../src/crypto/signing-key.ts';
import { canVerify, verifyKeyFromCose } from '../../../src/crypto/verify-key.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';

const es256 = generateSigningKey(coseAlgorithm.ES256, { kind: 'seeded', random: seededRandom(1) });

describe('verifyKeyFromCose', () => {
  it('never throws on a malformed signature, whatever the algorithm', () => {
    const keys = ceremonyAlgorithms.map((alg) => {
      const signer = generateSigningKey(alg, { kind: 'seeded', random: seededRandom(alg) });
      return { verifier: verifyKeyFromCose(signer.publicKey), sound: signer.sign(utf8('data')) };
    });
    const spoiled = (sound: Uint8Array): fc.Arbitrary<Uint8Array> =>
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ minLength: sound.length, maxLength: sound.length }),
        fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
          const bytes = Uint8Array.from(sound);
          bytes[at] = bytes[at]! ^ mask;
          return bytes;
        }),
        fc.nat(sound.length - 1).map((length) => sound.subarray(0, length)),
        fc.uint8Array({ minLength: 1, maxLength: 4 }).map((tail) => concat(sound, tail)),
      );
    const cases = fc
      .constantFrom(...keys)
      .chain(({ verifier, sound }) => spoiled(sound).map((signature) => ({ verifier, signature })));
    fc.assert(
      fc.property(cases, ({ verifier, signature }) => {
        expect(verifier.verify(utf8('data'), signature)).toBe(false);
      }),
      { seed: 91, numRuns: 600 },
    );
  });

  it('verifies PKCS #1 and PSS signatures', () => {
    const pkcs = rsaKey(coseAlgorithm.RS256);
    expect(verifyKeyFromCose(pkcs.cose).verify(utf8('data'), sign('sha256', utf8('data'), pkcs.privateKey))).toBe(true);
    const pss = rsaKey(coseAlgorithm.PS256);
    const parameters = { key: pss.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verifyKeyFromCose(pss.cose).verify(utf8('data'), sign('sha256', utf8('data'), parameters))).toBe(true);
    expect(verifyKeyFromCose(pss.cose).verify(utf8('data'), sign('sha256', utf8('data'), pss.privateKey))).toBe(false);
  });

  it('verifies ES256K', () => {
    const secret = seededRandom(9).bytes(32);
    const point = secp256k1.getPublicKey(secret, false);
    const key = verifyKeyFromCose({ kty: 2, alg: -47, crv: 8, x: point.slice(1, 33), y: point.slice(33) });
    const signature = secp256k1.sign(utf8('data'), secret, { format: 'der' });
    expect(key.verify(utf8('data'), signature)).toBe(true);
    expect(key.verify(utf8('date'), signature)).toBe(false);
  });

  const point = es256.publicKey as Extract<CoseKey, { kty: 2 }>;
  const wrong: [string, CoseKey][] = [
    ['an algorithm that is not implemented', { ...point, alg: -25 }],
    ['a curve that does not go with the algorithm', { ...point, crv: 2 }],
    ['a key type that does not go with the algorithm', { kty: 1, alg: -7, crv: 6, x: point.x }],
    ['a point off the curve', { ...point, y: point.x }],
    ['a short coordinate', { ...point, x: point.x.subarray(1) }],
    ['an Ed25519 key of 31 bytes', { kty: 1, alg: -8, crv: 6, x: point.x.subarray(1) }],
    ['an AKP key of the wrong length', { kty: 7, alg: -48, pub: new Uint8Array(1952) }],
    ['an AKP key of another algorithm', { kty: 7, alg: -7, pub: new Uint8Array(1312) }],
  ];
  it.each(wrong)('refuses %s with a RangeError', (_words, key) => {
    expect(() => verifyKeyFromCose(key)).toThrow(RangeError);
  });

  it.each(['ES256', 'ES384', 'ES512', 'ES256K'] as const)('takes only strict DER of %s', (name) => {
    const signer = generateSigningKey(coseAlgorithm[name], { kind: 'seeded', random: seededRandom(31) });
    const verifier = verifyKeyFromCose(signer.publicKey);
    const { r, s } = decodeEcdsaDer(signer.sign(utf8('data')));
    const order = fromBigInt(curveOf((signer.publicKey as Ec2Key).crv)!.order, 66);
    const header = (length: number): number[] => (length < 0x80 ? [length] : [0x81, length]);
    const integer = (digits: Iterable<number>): number[] => {
      const own = [...digits];
      return [2, ...header(own.length), ...own];
    };
    const positive = (digits: Uint8Array): number[] => [...(digits[0]! >= 0x80 ? [0] : []), ...digits];
    const sequence = (...parts: number[][]): Uint8Array => {
      const content = parts.flat();
      return Uint8Array.of(0x30, ...header(content.length), ...content);
    };
    const [ri, si] = [integer(positive(r)), integer(positive(s))];
    const sound = sequence(ri, si);
    const content = [...ri, ...si];
    expect(verifier.verify(utf8('data'), sound)).toBe(true);
    const spoiled: Record<string, Uint8Array> = {
      'nothing at all': new Uint8Array(),
      'an empty sequence': sequence(),
      'r alone': sequence(ri),
      'a long length': Uint8Array.of(0x30, 0x82, 0, content.length, ...content),
      'an indefinite length': Uint8Array.of(0x30, 0x80, ...content, 0, 0),
      'a long length of r': sequence([2, 0x82, 0, ri[1]!, ...ri.slice(2)], si),
      'a byte behind it': concat(sound, Uint8Array.of(0)),
      'a third number': sequence(ri, si, [2, 1, 1]),
      'a padded r': sequence(integer([0, ...positive(r)]), si),
      'a padded s': sequence(ri, integer([0, 0, ...s])),
      'a negative r': sequence(integer([0x80 | r[0]!, ...r.slice(1)]), si),
      'r of zero': sequence(integer([0]), si),
      's of zero': sequence(ri, integer([0])),
      'zero and zero': sequence(integer([0]), integer([0])),
      'an empty r': sequence(integer([]), si),
      'r of the order': sequence(encodedNumber(order), si),
      's beyond the order': sequence(ri, encodedNumber(fromBigInt(toBigInt(order) + toBigInt(s), 67))),
      'both numbers raw': concat(r, s),
    };
    for (const [words, signature] of Object.entries(spoiled)) {
      expect(verifier.verify(utf8('data'), signature), words).toBe(false);
    }
    function encodedNumber(bytes: Uint8Array): number[] {
      const first = bytes.findIndex((byte) => byte !== 0);
      return integer(positive(bytes.subarray(first)));
    }
  });

  it('refuses points of small order and what is no point, which OpenSSL takes', () => {
    const shapes: [number, number, number][] = [
      [-8, 6, 32],
      [-19, 6, 32],
      [-53, 7, 57],
    ];
    for (const [alg, crv, length] of shapes) {
      for (const [first, middle, last] of [
        [0, 0, 0],
        [1, 0, 0],
        [1, 0, 0x80],
        [0xec, 0xff, 0x7f],
        [0xed, 0xff, 0x7f],
        [0xee, 0xff, 0xff],
        [0xff, 0xff, 0xff],
      ] as const) {
        const x = new Uint8Array(length).fill(middle);
        x[0] = first;
        x[length - 1] = last;
        expect(() => verifyKeyFromCose({ kty: 1, alg, crv, x })).toThrow(RangeError);
      }
    }
  });

  const { cose: rsa } = rsaKey(coseAlgorithm.RS256);
  const filled = (length: number): Uint8Array => new Uint8Array(length).fill(0xff);
  it.each<[string, Partial<RsaKey>]>([
    ['an empty modulus', { n: new Uint8Array() }],
    ['a modulus of 1023 bits', { n: Uint8Array.of(0x7f, ...filled(127)) }],
    ['a modulus of 8193 bits', { n: Uint8Array.of(0x01, ...filled(1024)) }],
    ['a modulus of a megabyte', { n: filled(1_000_000) }],
    ['a modulus with a leading zero', { n: concat(new Uint8Array(1), rsa.n) }],
    ['an even modulus', { n: Uint8Array.of(...rsa.n.subarray(0, 255), 0x10) }],
    ['no exponent', { e: new Uint8Array() }],
    ['an exponent of one', { e: Uint8Array.of(1) }],
    ['an even exponent', { e: Uint8Array.of(1, 0, 0) }],
    ['an exponent with a leading zero', { e: Uint8Array.of(0, 1, 0, 1) }],
    ['an exponent as long as the modulus', { e: filled(256) }],
  ])('refuses an RSA key with %s', (_words, part) => {
    expect(() => verifyKeyFromCose({ ...rsa, ...part })).toThrow(RangeError);
  });

  it.each([
    ['1024 bits', { n: filled(128) }],
    ['8192 bits', { n: filled(1024) }],
    ['an exponent of three', { e: Uint8Array.of(3) }],
    ['the largest exponent', { n: filled(1024), e: filled(4) }],
  ])('takes an RSA key with %s, and verifies with it', (_words, part) => {
    expect(verifyKeyFromCose({ ...rsa, ...part }).verify(utf8('data'), filled(1024))).toBe(false);
  });

  it('keeps its own copy of an ML-DSA key', () => {
    const signer = generateSigningKey(coseAlgorithm['ML-DSA-44'], { kind: 'seeded', random: seededRandom(5) });
    const pub = Uint8Array.from((signer.publicKey as AkpKey).pub);
    const key = verifyKeyFromCose({ kty: 7, alg: -48, pub });
    pub.fill(0);
    expect(key.verify(utf8('data'), signer.sign(utf8('data')))).toBe(true);
  });

  it('says beforehand which algorithms it knows', () => {
    expect(canVerify(coseAlgorithm.ES256)).toBe(true);
    expect(canVerify(coseAlgorithm['ML-DSA-44'])).toBe(true);
    expect(canVerify(coseAlgorithm['ECDH-ES+HKDF-256'])).toBe(false);
  });
});

function rsaKey(alg: number): { cose: RsaKey; privateKey: string } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { format: 'jwk' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as never) as unknown as { publicKey: { n: string; e: string }; privateKey: string };
  const { n, e } = pair.publicKey;
  return { cose: { kty: 3, alg, n: fromBase64url(n), e: fromBase64url(e) }, privateKey: pair.privateKey };
}
