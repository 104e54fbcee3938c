import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAttestationObject, encodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { cborMaps } from './cbor/values.ts';

const sound: [string, CborValue][] = [
  ['fmt', 'none'],
  ['attStmt', new Map()],
  ['authData', new Uint8Array(37)],
];

function spoiled(name: string, value: CborValue | undefined): Uint8Array {
  const map = new Map<string, CborValue>(sound);
  if (value === undefined) map.delete(name);
  else map.set(name, value);
  return encodeCbor(map as CborMap);
}

describe('decodeAttestationObject', () => {
  it('gives back every object that was encoded', () => {
    const objects = fc.record({
      fmt: fc.constantFrom('none', 'packed', 'tpm'),
      attStmt: cborMaps(3),
      authData: fc.uint8Array(),
    });
    fc.assert(
      fc.property(objects, (object) => {
        expect(decodeAttestationObject(encodeAttestationObject(object))).toEqual(object);
      }),
      { seed: 71, numRuns: 200 },
    );
  });

  it.each(['fmt', 'attStmt', 'authData'])('misses %s', (name) => {
    const read = (): unknown => decodeAttestationObject(spoiled(name, undefined));
    expect(read).toThrow(expect.objectContaining({ kind: 'missing', path: `attestationObject.${name}` }));
  });

  it.each<[string, CborValue]>([
    ['fmt', 1],
    ['fmt', new Uint8Array(1)],
    ['attStmt', 'text'],
    ['attStmt', null],
    ['authData', 'text'],
  ])('refuses %s of another type', (name, value) => {
    const read = (): unknown => decodeAttestationObject(spoiled(name, value));
    expect(read).toThrow(expect.objectContaining({ kind: 'type', path: `attestationObject.${name}` }));
  });

  it('takes a compound statement, certificates of its members included, and no map as deep', () => {
    const packed = new Map<string, CborValue>([['x5c', [new Uint8Array(3)]]]) as CborMap;
    const part = new Map<string, CborValue>([
      ['fmt', 'packed'],
      ['attStmt', packed],
    ]) as CborMap;
    const compound = { fmt: 'compound', attStmt: [part, part], authData: new Uint8Array(37) };
    expect(decodeAttestationObject(encodeAttestationObject(compound))).toEqual(compound);
    for (const [fmt, attStmt] of [
      ['packed', new Map<string, CborValue>([['a', [[[1]]]]]) as CborMap],
      ['compound', [[[[[[[[1]]]]]]]]],
    ] as const) {
      const read = (): unknown =>
        decodeAttestationObject(encodeAttestationObject({ ...compound, fmt, attStmt: attStmt as CborMap }));
      expect(read, fmt).toThrow(DecodeError);
    }
  });

  it('refuses a further member', () => {
    const read = (): unknown => decodeAttestationObject(spoiled('more', 1));
    expect(read).toThrow(expect.objectContaining({ kind: 'value', path: 'attestationObject.more' }));
  });

  it('refuses what is no map, and bytes that are not canonical', () => {
    expect(() => decodeAttestationObject(Uint8Array.of(0x80))).toThrow(expect.objectContaining({ kind: 'type' }));
    const trailing = Uint8Array.of(...spoiled('fmt', 'none'), 0);
    expect(() => decodeAttestationObject(trailing)).toThrow(expect.objectContaining({ departure: 'trailing-bytes' }));
  });
});
