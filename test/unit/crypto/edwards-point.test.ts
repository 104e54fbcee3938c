import { ed448 } from '@noble/curves/ed448.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { coseAlgorithm, coseCurve } from '../../../src/codec/cose-key.ts';
import { edwardsFlaw } from '../../../src/crypto/edwards-point.ts';
import { verifyKeyFromCose } from '../../../src/crypto/verify-key.ts';

const seed = 14;
const curves = [
  { name: 'Ed25519', crv: coseCurve.Ed25519, alg: coseAlgorithm.EdDSA, length: 32, Point: ed25519.Point },
  { name: 'Ed448', crv: coseCurve.Ed448, alg: coseAlgorithm.Ed448, length: 57, Point: ed448.Point },
] as const;

function noble(Point: (typeof curves)[number]['Point'], bytes: Uint8Array): string | undefined {
  try {
    return Point.fromBytes(bytes).isSmallOrder() ? 'a point of small order' : undefined;
  } catch {
    return 'no point of its curve';
  }
}

describe.each(curves)('points of $name', ({ crv, alg, length, Point }) => {
  it('are what another implementation takes for points', () => {
    const anyBytes = fc.uint8Array({ minLength: length, maxLength: length });
    const small = fc.tuple(fc.nat(8), fc.constantFrom(0, 0x80)).map(([y, sign]) => {
      const bytes = new Uint8Array(length);
      bytes[0] = y;
      bytes[length - 1]! |= sign;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(anyBytes, small), (bytes) => {
        // the sign bit of Ed448 has a byte of its own, whose other bits are zero in any point
        if (length === 57) bytes[56]! &= 0x80;
        expect(edwardsFlaw(crv, bytes)).toBe(noble(Point, bytes));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('of small order are all found, and no key is imported of them', () => {
    const torsion = Point.fromAffine({ x: 0n, y: 1n });
    expect(edwardsFlaw(crv, torsion.toBytes())).toBe('a point of small order');
    expect(() => verifyKeyFromCose({ kty: 1, alg, crv, x: torsion.toBytes() })).toThrow(RangeError);
    expect(() => verifyKeyFromCose({ kty: 1, alg, crv, x: Point.BASE.toBytes() })).not.toThrow();
  });
});

describe('points of order 8', () => {
  it.each([
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  ])('are of small order: %s', (hex) => {
    expect(edwardsFlaw(coseCurve.Ed25519, fromHex(hex))).toBe('a point of small order');
  });
});
