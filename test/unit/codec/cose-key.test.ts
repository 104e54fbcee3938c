import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import type { CoseKey } from '../../../src/codec/cose-key.ts';
import { coseAlgorithm, decodeCoseKey, encodeCoseKey } from '../../../src/codec/cose-key.ts';
import { coseKeys } from './cose-keys.ts';

const ec2: CoseKey = { kty: 2, alg: -7, crv: 1, x: new Uint8Array(32).fill(1), y: new Uint8Array(32).fill(2) };
const okp: CoseKey = { kty: 1, alg: -8, crv: 6, x: new Uint8Array(32).fill(3) };
const rsa: CoseKey = { kty: 3, alg: -257, n: new Uint8Array(256).fill(4), e: Uint8Array.of(1, 0, 1) };
const akp: CoseKey = { kty: 7, alg: -48, pub: new Uint8Array(1312).fill(5) };

function spoiled(key: CoseKey, label: number, value: CborValue | undefined): CborMap {
  const map = encodeCoseKey(key);
  if (value === undefined) map.delete(label);
  else map.set(label, value);
  return map;
}

describe('decodeCoseKey', () => {
  it('gives back every key that was encoded', () => {
    fc.assert(
      fc.property(coseKeys(), (key) => {
        expect(decodeCoseKey(decodeCbor(encodeCbor(encodeCoseKey(key))))).toEqual(key);
      }),
      { seed: 51, numRuns: 300 },
    );
  });

  it('writes the labels in canonical order by itself', () => {
    for (const key of [ec2, okp, rsa, akp]) {
      const map = encodeCoseKey(key);
      expect([...(decodeCbor(encodeCbor(map)) as CborMap).keys()]).toEqual([...map.keys()]);
    }
    expect(toHex(encodeCbor(encodeCoseKey(ec2)).subarray(0, 10))).toBe('a5010203262001215820');
  });

  it('misses each label that is not there', () => {
    for (const key of [ec2, okp, rsa, akp]) {
      for (const label of encodeCoseKey(key).keys()) {
        const read = (): CoseKey => decodeCoseKey(spoiled(key, label as number, undefined), 'key');
        expect(read).toThrow(expect.objectContaining({ kind: 'missing', path: `key.${label}` }));
      }
    }
  });

  it('refuses each label of another type', () => {
    for (const key of [ec2, okp, rsa, akp]) {
      for (const label of encodeCoseKey(key).keys()) {
        const read = (): CoseKey => decodeCoseKey(spoiled(key, label as number, true));
        expect(read).toThrow(expect.objectContaining({ kind: 'type', path: `${label}` }));
      }
    }
  });

  it.each<[string, CoseKey, number, CborValue, string]>([
    ['x one byte short', ec2, -2, new Uint8Array(31), 'length'],
    ['x one byte long', ec2, -2, new Uint8Array(33), 'length'],
    ['y empty', ec2, -3, new Uint8Array(0), 'length'],
    ['a compressed y', ec2, -3, true, 'type'],
    ['a curve of one coordinate', ec2, -1, 6, 'value'],
    ['an unknown curve', ec2, -1, 99, 'value'],
    ['an Ed25519 key of 31 bytes', okp, -2, new Uint8Array(31), 'length'],
    ['a curve of two coordinates', okp, -1, 1, 'value'],
    ['a modulus with a leading zero', rsa, -1, Uint8Array.of(0, 1), 'value'],
    ['an empty exponent', rsa, -2, new Uint8Array(0), 'length'],
    ['an ML-DSA key of 1311 bytes', akp, -1, new Uint8Array(1311), 'length'],
    ['an optional label', ec2, 4, [1], 'value'],
    ['a private key', ec2, -4, new Uint8Array(32), 'value'],
    ['an unknown key type', ec2, 1, 4, 'value'],
    ['an algorithm beyond all numbers', ec2, 3, 1n << 60n, 'type'],
    ['an algorithm by name', ec2, 3, 'ES256', 'type'],
  ])('refuses %s', (_name, key, label, value, kind) => {
    expect(() => decodeCoseKey(spoiled(key, label, value))).toThrow(
      expect.objectContaining({ kind, path: `${label}` }),
    );
  });

  it('refuses coordinates of another curve', () => {
    expect(() => decodeCoseKey(spoiled(ec2, -1, 2))).toThrow('-2: expected 48 bytes (x), received 32 bytes');
  });

  it.each<CborValue>([1, 'key', [], new Uint8Array(3), null])('refuses %o, which is no map', (value) => {
    expect(() => decodeCoseKey(value)).toThrow(expect.objectContaining({ kind: 'type' }));
  });

  it('knows each algorithm by one number', () => {
    const numbers = Object.values(coseAlgorithm);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
