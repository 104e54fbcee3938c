import { DecodeError } from '../errors/decode-error.ts';
import { memberPath } from './cbor/path.ts';
import type { CborKey, CborMap, CborValue } from './cbor/value.ts';

/** COSE algorithm identifiers of this field (IANA COSE Algorithms; RFC 9053, 8812, 9864, 9964). */
export const coseAlgorithm = {
  ES256: -7,
  EdDSA: -8,
  ESP256: -9,
  Ed25519: -19,
  'ECDH-ES+HKDF-256': -25,
  ES384: -35,
  ES512: -36,
  PS256: -37,
  PS384: -38,
  PS512: -39,
  ES256K: -47,
  'ML-DSA-44': -48,
  'ML-DSA-65': -49,
  'ML-DSA-87': -50,
  ESP384: -51,
  ESP512: -52,
  Ed448: -53,
  RS256: -257,
  RS384: -258,
  RS512: -259,
  RS1: -65535,
} as const;
/** A COSE algorithm identifier of this field. */
export type CoseAlgorithm = (typeof coseAlgorithm)[keyof typeof coseAlgorithm];

/** COSE elliptic curves (IANA COSE Elliptic Curves). */
export const coseCurve = {
  'P-256': 1,
  'P-384': 2,
  'P-521': 3,
  X25519: 4,
  X448: 5,
  Ed25519: 6,
  Ed448: 7,
  secp256k1: 8,
} as const;
/** A COSE elliptic curve. */
export type CoseCurve = (typeof coseCurve)[keyof typeof coseCurve];

/** COSE key types (IANA COSE Key Types). */
export const coseKeyType = { OKP: 1, EC2: 2, RSA: 3, AKP: 7 } as const;

/** An elliptic curve point of two coordinates, each as long as the curve's field: 32, 48 or 66 bytes. */
export interface Ec2Key {
  kty: 2;
  alg: number;
  crv: number;
  x: Uint8Array;
  y: Uint8Array;
}

/** An octet key pair's public half: 32 bytes, 57 for Ed448, 56 for X448. */
export interface OkpKey {
  kty: 1;
  alg: number;
  crv: number;
  x: Uint8Array;
}

/** An RSA public key: big-endian, no leading zeros. */
export interface RsaKey {
  kty: 3;
  alg: number;
  n: Uint8Array;
  e: Uint8Array;
}

/** A key whose algorithm says all about it, such as ML-DSA. */
export interface AkpKey {
  kty: 7;
  alg: number;
  pub: Uint8Array;
}

/** A public key as WebAuthn and CTAP write it: `alg` present, no optional labels (WebAuthn section 6.5.1.1). */
export type CoseKey = Ec2Key | OkpKey | RsaKey | AkpKey;

const ec2Lengths: ReadonlyMap<number, number> = new Map<number, number>([
  [coseCurve['P-256'], 32],
  [coseCurve['P-384'], 48],
  [coseCurve['P-521'], 66],
  [coseCurve.secp256k1, 32],
]);

const okpLengths: ReadonlyMap<number, number> = new Map<number, number>([
  [coseCurve.X25519, 32],
  [coseCurve.X448, 56],
  [coseCurve.Ed25519, 32],
  [coseCurve.Ed448, 57],
]);

const akpLengths: ReadonlyMap<number, number> = new Map<number, number>([
  [coseAlgorithm['ML-DSA-44'], 1312],
  [coseAlgorithm['ML-DSA-65'], 1952],
  [coseAlgorithm['ML-DSA-87'], 2592],
]);

const KTY = 1;
const ALG = 3;

/**
 * The public key in a CBOR map. Throws `DecodeError` on a missing or unknown label, a key type or curve that is not known,
 * and a coordinate of another length than its curve's; whether the point is on the curve is not looked at.
 */
export function decodeCoseKey(value: CborValue, path = ''): CoseKey {
  if (!(value instanceof Map)) throw new DecodeError(path, 'a COSE_Key map', typeOf(value), { kind: 'type' });
  const labels = new LabelReader(value, path);
  const kty = labels.integer(KTY, 'kty');
  const alg = labels.integer(ALG, 'alg');
  const key = decodeByType(kty, alg, labels);
  labels.refuseOthers();
  return key;
}

function decodeByType(kty: number, alg: number, labels: LabelReader): CoseKey {
  switch (kty) {
    case coseKeyType.EC2: {
      const crv = labels.integer(-1, 'crv');
      const length = labels.lengthFor(ec2Lengths, crv, 'a curve of two coordinates');
      return { kty, alg, crv, x: labels.bytes(-2, 'x', length), y: labels.bytes(-3, 'y', length) };
    }
    case coseKeyType.OKP: {
      const crv = labels.integer(-1, 'crv');
      const length = labels.lengthFor(okpLengths, crv, 'a curve of one coordinate');
      return { kty, alg, crv, x: labels.bytes(-2, 'x', length) };
    }
    case coseKeyType.RSA:
      return { kty, alg, n: labels.positive(-1, 'n'), e: labels.positive(-2, 'e') };
    case coseKeyType.AKP:
      return { kty, alg, pub: labels.bytes(-1, 'pub', akpLengths.get(alg)) };
    default:
      throw labels.wrong(KTY, 'kty 1, 2, 3 or 7', String(kty));
  }
}

/** The CBOR map of a public key, in canonical order. What the key says is written as it is, lengths included. */
export function encodeCoseKey(key: CoseKey): CborMap {
  const map: CborMap = new Map();
  map.set(KTY, key.kty);
  map.set(ALG, key.alg);
  switch (key.kty) {
    case coseKeyType.EC2:
      return map.set(-1, key.crv).set(-2, key.x).set(-3, key.y);
    case coseKeyType.OKP:
      return map.set(-1, key.crv).set(-2, key.x);
    case coseKeyType.RSA:
      return map.set(-1, key.n).set(-2, key.e);
    case coseKeyType.AKP:
      return map.set(-1, key.pub);
  }
}

class LabelReader {
  readonly #map: CborMap;
  readonly #path: string;
  readonly #known = new Set<CborKey>();

  constructor(map: CborMap, path: string) {
    this.#map = map;
    this.#path = path;
  }

  integer(label: number, name: string): number {
    const value = this.#required(label, name);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw this.#failure(label, `an integer (${name})`, typeOf(value), 'type');
  }

  bytes(label: number, name: string, length: number | undefined): Uint8Array {
    const value = this.#required(label, name);
    if (!(value instanceof Uint8Array)) throw this.#failure(label, `a byte string (${name})`, typeOf(value), 'type');
    const isRight = length === undefined ? value.length > 0 : value.length === length;
    if (isRight) return value;
    throw this.#failure(label, `${length ?? 'at least 1'} bytes (${name})`, `${value.length} bytes`, 'length');
  }

  positive(label: number, name: string): Uint8Array {
    const value = this.bytes(label, name, undefined);
    if (value[0] !== 0) return value;
    throw this.#failure(label, `no leading zero (${name})`, 'one', 'value');
  }

  lengthFor(lengths: ReadonlyMap<number, number>, crv: number, expected: string): number {
    const length = lengths.get(crv);
    if (length === undefined) throw this.wrong(-1, expected, `crv ${crv}`);
    return length;
  }

  wrong(label: number, expected: string, received: string): DecodeError {
    return this.#failure(label, expected, received, 'value');
  }

  refuseOthers(): void {
    for (const label of this.#map.keys()) {
      if (!this.#known.has(label)) {
        throw new DecodeError(memberPath(this.#path, label), 'no further label', 'one', { kind: 'value' });
      }
    }
  }

  #required(label: number, name: string): CborValue {
    this.#known.add(label);
    const value = this.#map.get(label);
    if (value === undefined) throw this.#failure(label, name, 'nothing', 'missing');
    return value;
  }

  #failure(label: number, expected: string, received: string, kind: DecodeError['kind']): DecodeError {
    return new DecodeError(memberPath(this.#path, label), expected, received, { kind });
  }
}

function typeOf(value: CborValue): string {
  if (value instanceof Uint8Array) return 'a byte string';
  if (value instanceof Map) return 'a map';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'text';
  return typeof value === 'bigint' ? 'a wide integer' : String(value);
}
