import { concat } from '../../bytes/bytes.ts';
import type { CborMap, CborValue } from '../../codec/cbor/value.ts';

import { coseAlgorithm, coseCurve } from '../../codec/cose-key.ts';
import type { RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import { clause, registrationStep } from './shared-spoil.ts';

const { ES256, ES384, ES512, ESP256, ESP384, ESP512, ES256K, EdDSA, Ed25519, Ed448 } = coseAlgorithm;
const { RS256, RS384, RS512, PS256, PS384, PS512 } = coseAlgorithm;
const ec2 = [ES256, ES384, ES512, ESP256, ESP384, ESP512, ES256K];
const p256 = [ES256, ESP256];
const okp = [EdDSA, Ed25519, Ed448];
const ed25519 = [EdDSA, Ed25519];
const rsa = [RS256, RS384, RS512, PS256, PS384, PS512];
const akp = [coseAlgorithm['ML-DSA-44'], coseAlgorithm['ML-DSA-65'], coseAlgorithm['ML-DSA-87']];

const [KTY, KID, ALG, KEY_OPS] = [1, 2, 3, 4];
const [CRV, X, Y, D] = [-1, -2, -3, -4];
const [N, E] = [-1, -2];
const PUB = -1;

type Level = RegistrationSpoil['level'];

/** The generator of secp256k1. */
const secp256k1Point: readonly (readonly [number, CborValue])[] = [
  [X, bytesOf('79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798')],
  [Y, bytesOf('483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8')],
];

const steps: readonly SpoiledStep[] = [
  clause('6.5.1'),
  clause('6.5.1.1'),
  clause('5.8.5'),
  clause('6.1'),
  registrationStep('20'),
];

/** Registrations whose credential public key is spoiled. */
export const publicKeySpoils: readonly RegistrationSpoil[] = [
  ...ofAnyKey(),
  ...ofPoints(),
  ...ofOctetKeys(),
  ...ofRsaKeys(),
  ...ofAlgorithmKeys(),
];

function ofAnyKey(): RegistrationSpoil[] {
  return [
    key('bytes', 'the public key is a byte string', 'MUST', [], () => new Uint8Array(65).fill(4)),
    key('null', 'the public key is null', 'MUST', [], () => null),
    key('array', 'the public key is an array of the key', 'MUST', [], (sound) => [sound]),
    key('empty', 'the public key is an empty map', 'MUST', [], () => new Map()),
    // Of all labels section 7.1 reads alg alone (step 20); what else a COSE_Key has binds the authenticator that makes it (section
    // 6.5.1.1) and whoever verifies with it. A party that keeps the key unread until then keeps one that nobody signs in with.
    key('kty-missing', 'the public key lacks kty', 'SHOULD', [], (sound) => without(sound, KTY)),
    key('kty-text', 'kty is a text', 'SHOULD', [], (sound) => having(sound, KTY, 'EC2')),
    key('kty-unknown', 'kty is 99', 'SHOULD', [], (sound) => having(sound, KTY, 99)),
    key('kty-symmetric', 'kty is 4, a symmetric key', 'SHOULD', [], (sound) => having(sound, KTY, 4)),
    key('alg-missing', 'the public key lacks alg', 'MUST', [], (sound) => without(sound, ALG)),
    key('alg-text', 'alg is a text', 'MUST', [], (sound) => having(sound, ALG, 'ES256')),
    key('alg-unknown', 'alg is -9999', 'MUST', [], (sound) => having(sound, ALG, -9999)),
    key('alg-none', 'alg is 0', 'MUST', [], (sound) => having(sound, ALG, 0)),
    key('alg-hmac', 'alg is 5, HMAC with SHA-256', 'MUST', [], (sound) => having(sound, ALG, 5)),
    {
      ...key(
        'not-requested',
        'the public key is one of RS1, which nobody asks for',
        'MUST',
        [],
        () =>
          new Map<number, CborValue>([
            [KTY, 3],
            [ALG, coseAlgorithm.RS1],
            [N, new Uint8Array(256).fill(0xa5)],
            [E, Uint8Array.of(1, 0, 1)],
          ]),
      ),
      needs: { kinds: ['none'], notOffered: coseAlgorithm.RS1 },
    },
    // Section 6.5.1 forbids the authenticator whatever is not required of the key type; nobody is told to look for it.
    key('kid', 'the public key has the optional label kid', 'SHOULD', [], (sound) =>
      having(sound, KID, Uint8Array.of(1)),
    ),
    key('key-ops', 'the public key has the optional label key_ops', 'SHOULD', [], (sound) =>
      having(sound, KEY_OPS, [2]),
    ),
    key('unknown-label', 'the public key has the label -70000', 'SHOULD', [], (sound) => having(sound, -70000, true)),
    key('text-label', 'the public key has the label spoiled', 'SHOULD', [], (sound) => having(sound, 'spoiled', true)),
  ];
}

function ofPoints(): RegistrationSpoil[] {
  return [
    key('off-curve', 'y has its last bit flipped: the point is off the curve', 'SHOULD', ec2, (sound) =>
      having(sound, Y, flipped(bytesAt(sound, Y))),
    ),
    key(
      'x-off-curve',
      'x is y, y is x: the point is off the curve',
      'SHOULD',
      ec2,
      (sound) => new Map([...sound, [X, bytesAt(sound, Y)], [Y, bytesAt(sound, X)]]),
    ),
    key(
      'zero-point',
      'x and y are zero',
      'SHOULD',
      ec2,
      (sound) => new Map([...sound, [X, zeros(sound)], [Y, zeros(sound)]]),
    ),
    key('beyond-field', 'x is not below the prime of the field', 'SHOULD', ec2, (sound) =>
      having(sound, X, zeros(sound).fill(0xff)),
    ),
    key(
      'of-another-curve',
      'the point is one of secp256k1 where crv is P-256',
      'SHOULD',
      p256,
      (sound) => new Map([...sound, ...secp256k1Point]),
    ),
    key('compressed', 'y is a sign bit, as of a compressed point', 'SHOULD', ec2, (sound) =>
      having(sound, Y, (bytesAt(sound, Y).at(-1)! & 1) === 1),
    ),
    key('compressed-x', 'x is the whole uncompressed point, y is missing', 'SHOULD', ec2, (sound) =>
      without(having(sound, X, concat(Uint8Array.of(4), bytesAt(sound, X), bytesAt(sound, Y))), Y),
    ),
    key('x-missing', 'the public key lacks x', 'SHOULD', ec2, (sound) => without(sound, X)),
    key('y-missing', 'the public key lacks y', 'SHOULD', ec2, (sound) => without(sound, Y)),
    key('crv-missing', 'the public key lacks crv', 'SHOULD', ec2, (sound) => without(sound, CRV)),
    key('x-text', 'x is a text', 'SHOULD', ec2, (sound) => having(sound, X, 'spoiled')),
    key('x-empty', 'x is empty', 'SHOULD', ec2, (sound) => having(sound, X, new Uint8Array(0))),
    key('x-short', 'x lacks its last byte', 'SHOULD', ec2, (sound) => having(sound, X, bytesAt(sound, X).subarray(1))),
    key('x-long', 'x has a zero byte before it', 'SHOULD', ec2, (sound) =>
      having(sound, X, concat(Uint8Array.of(0), bytesAt(sound, X))),
    ),
    key('y-long', 'y has a byte after it', 'SHOULD', ec2, (sound) =>
      having(sound, Y, concat(bytesAt(sound, Y), Uint8Array.of(0))),
    ),
    key('private', 'the public key has the private label d', 'SHOULD', ec2, (sound) =>
      having(sound, D, new Uint8Array(32).fill(1)),
    ),
    key('wrong-kty', 'kty is 1, OKP, of a key with two coordinates', 'SHOULD', ec2, (sound) => having(sound, KTY, 1)),
    key('rsa-kty', 'kty is 3, RSA, of a key with two coordinates', 'SHOULD', ec2, (sound) => having(sound, KTY, 3)),
    key('wrong-crv', 'crv is secp256k1 where the algorithm has P-256', 'SHOULD', p256, (sound) =>
      having(sound, CRV, coseCurve.secp256k1),
    ),
    key('crv-ed25519', 'crv is Ed25519 where the algorithm has a curve of two coordinates', 'SHOULD', ec2, (sound) =>
      having(sound, CRV, coseCurve.Ed25519),
    ),
    key('crv-unknown', 'crv is 99', 'SHOULD', ec2, (sound) => having(sound, CRV, 99)),
    key('crv-text', 'crv is the text P-256', 'SHOULD', ec2, (sound) => having(sound, CRV, 'P-256')),
    key('alg-of-another-curve', 'alg is -35 (ES384) of a key on P-256', 'SHOULD', p256, (sound) =>
      having(sound, ALG, ES384),
    ),
    key('alg-of-rsa', 'alg is -257 (RS256) of a key on a curve', 'SHOULD', ec2, (sound) => having(sound, ALG, RS256)),
  ];
}

function ofOctetKeys(): RegistrationSpoil[] {
  return [
    key('x-missing', 'the public key lacks x', 'SHOULD', okp, (sound) => without(sound, X), 'octet-'),
    key('x-empty', 'x is empty', 'SHOULD', okp, (sound) => having(sound, X, new Uint8Array(0)), 'octet-'),
    key(
      'x-short',
      'x lacks its last byte',
      'SHOULD',
      okp,
      (sound) => having(sound, X, bytesAt(sound, X).slice(0, -1)),
      'octet-',
    ),
    key(
      'x-long',
      'x has a zero byte after it',
      'SHOULD',
      okp,
      (sound) => having(sound, X, concat(bytesAt(sound, X), Uint8Array.of(0))),
      'octet-',
    ),
    key(
      'wrong-kty',
      'kty is 2, EC2, of a key with one coordinate',
      'SHOULD',
      okp,
      (sound) => having(sound, KTY, 2),
      'octet-',
    ),
    key(
      'crv-x25519',
      'crv is X25519 where the algorithm has Ed25519',
      'SHOULD',
      ed25519,
      (sound) => having(sound, CRV, coseCurve.X25519),
      'octet-',
    ),
    key('crv-missing', 'the public key lacks crv', 'SHOULD', okp, (sound) => without(sound, CRV), 'octet-'),
    key(
      'private',
      'the public key has the private label d',
      'SHOULD',
      okp,
      (sound) => having(sound, D, new Uint8Array(32).fill(1)),
      'octet-',
    ),
  ];
}

function ofRsaKeys(): RegistrationSpoil[] {
  return [
    key('n-missing', 'the public key lacks n', 'SHOULD', rsa, (sound) => without(sound, N), 'rsa-'),
    key('e-missing', 'the public key lacks e', 'SHOULD', rsa, (sound) => without(sound, E), 'rsa-'),
    key('n-empty', 'n is empty', 'SHOULD', rsa, (sound) => having(sound, N, new Uint8Array(0)), 'rsa-'),
    key('e-empty', 'e is empty', 'SHOULD', rsa, (sound) => having(sound, E, new Uint8Array(0)), 'rsa-'),
    key('e-integer', 'e is an integer, not bytes', 'SHOULD', rsa, (sound) => having(sound, E, 65537), 'rsa-'),
    key('e-zero', 'e is 0', 'SHOULD', rsa, (sound) => having(sound, E, Uint8Array.of(0)), 'rsa-'),
    key(
      'e-one',
      'e is 1: every message is its own signature',
      'SHOULD',
      rsa,
      (sound) => having(sound, E, Uint8Array.of(1)),
      'rsa-',
    ),
    key('e-even', 'e is 2', 'SHOULD', rsa, (sound) => having(sound, E, Uint8Array.of(2)), 'rsa-'),
    key('n-even', 'n is even', 'SHOULD', rsa, (sound) => having(sound, N, flipped(bytesAt(sound, N))), 'rsa-'),
    key(
      'n-small',
      'n has 512 bits',
      'SHOULD',
      rsa,
      (sound) => having(sound, N, bytesAt(sound, N).slice(-64).fill(0xa5, 0, 1)),
      'rsa-',
    ),
    key(
      'n-leading-zero',
      'n has a zero byte before it',
      'SHOULD',
      rsa,
      (sound) => having(sound, N, concat(Uint8Array.of(0), bytesAt(sound, N))),
      'rsa-',
    ),
    key(
      'private',
      'the public key has the private label d',
      'SHOULD',
      rsa,
      (sound) => having(sound, Y, new Uint8Array(256).fill(1)),
      'rsa-',
    ),
    key('wrong-kty', 'kty is 2, EC2, of a key with a modulus', 'SHOULD', rsa, (sound) => having(sound, KTY, 2), 'rsa-'),
  ];
}

function ofAlgorithmKeys(): RegistrationSpoil[] {
  return [
    key('pub-missing', 'the public key lacks pub', 'SHOULD', akp, (sound) => without(sound, PUB), 'akp-'),
    key(
      'pub-short',
      'pub lacks its last byte',
      'SHOULD',
      akp,
      (sound) => having(sound, PUB, bytesAt(sound, PUB).slice(0, -1)),
      'akp-',
    ),
    key(
      'pub-long',
      'pub has a zero byte after it',
      'SHOULD',
      akp,
      (sound) => having(sound, PUB, concat(bytesAt(sound, PUB), Uint8Array.of(0))),
      'akp-',
    ),
    key('wrong-kty', 'kty is 1, OKP, of a key with pub alone', 'SHOULD', akp, (sound) => having(sound, KTY, 1), 'akp-'),
    key(
      'private',
      'the public key has the private label priv',
      'SHOULD',
      akp,
      (sound) => having(sound, X, new Uint8Array(32).fill(1)),
      'akp-',
    ),
  ];
}

function key(
  name: string,
  says: string,
  level: Level,
  algorithms: readonly number[],
  spoiled: (sound: CborMap) => CborValue,
  family = '',
): RegistrationSpoil {
  return {
    ceremony: 'registration',
    id: `public-key.${family}${name}`,
    says,
    level,
    steps,
    // Other statements are made by this key or speak of it: they would be spoiled too.
    needs: { kinds: ['none'], ...(algorithms.length === 0 ? {} : { algorithms }) },
    hooks: { publicKey: (sound) => spoiled(sound) },
  };
}

function having(sound: CborMap, label: number | string, value: CborValue): CborMap {
  return new Map([...sound, [label, value]]);
}

function without(sound: CborMap, label: number): CborMap {
  return new Map([...sound].filter(([key]) => key !== label));
}

function bytesAt(sound: CborMap, label: number): Uint8Array {
  const value = sound.get(label);
  if (value instanceof Uint8Array) return value;
  throw new RangeError(`publicKey.${label}: expected bytes to spoil, received something else`);
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length - 1] = copy[copy.length - 1]! ^ 1;
  return copy;
}

function zeros(sound: CborMap): Uint8Array {
  return new Uint8Array(bytesAt(sound, X).length);
}

function bytesOf(hexadecimal: string): Uint8Array {
  return new Uint8Array(Buffer.from(hexadecimal, 'hex'));
}
