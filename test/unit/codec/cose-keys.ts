import fc from 'fast-check';
import type { CoseKey } from '../../../src/codec/cose-key.ts';

function exactly(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

const positive = fc.uint8Array({ minLength: 1, maxLength: 256 }).filter((bytes) => bytes[0] !== 0);

/** Public keys of every type, well-formed; the points are on no curve. */
export function coseKeys(): fc.Arbitrary<CoseKey> {
  const ec2 = fc
    .constantFrom([-7, 1, 32] as const, [-35, 2, 48] as const, [-36, 3, 66] as const, [-47, 8, 32] as const)
    .chain(([alg, crv, length]) =>
      fc.record({
        kty: fc.constant(2 as const),
        alg: fc.constant(alg),
        crv: fc.constant(crv),
        x: exactly(length),
        y: exactly(length),
      }),
    );
  const okp = fc
    .constantFrom([-8, 6, 32] as const, [-53, 7, 57] as const)
    .chain(([alg, crv, length]) =>
      fc.record({ kty: fc.constant(1 as const), alg: fc.constant(alg), crv: fc.constant(crv), x: exactly(length) }),
    );
  const rsa = fc.record({ kty: fc.constant(3 as const), alg: fc.constantFrom(-257, -37), n: positive, e: positive });
  const akp = fc
    .constantFrom([-48, 1312] as const, [-49, 1952] as const, [-50, 2592] as const)
    .chain(([alg, length]) => fc.record({ kty: fc.constant(7 as const), alg: fc.constant(alg), pub: exactly(length) }));
  return fc.oneof({ weight: 4, arbitrary: ec2 }, { weight: 3, arbitrary: okp }, { weight: 2, arbitrary: rsa }, akp);
}
