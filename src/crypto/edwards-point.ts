import { coseCurve } from '../codec/cose-key.ts';
import { toBigInt } from './curves.ts';

/** An Edwards curve a·x² + y² = 1 + d·x²·y² over the integers modulo a prime (RFC 8032 section 5). */
interface EdwardsCurve {
  readonly prime: bigint;
  readonly a: bigint;
  readonly d: bigint;
  /** Bytes of an encoded point. */
  readonly length: number;
}

const ed25519: EdwardsCurve = {
  prime: 2n ** 255n - 19n,
  a: -1n,
  d: 37095705934669439343138083508754565189542113879843219016388785533085940283555n,
  length: 32,
};

const ed448: EdwardsCurve = { prime: 2n ** 448n - 2n ** 224n - 1n, a: 1n, d: -39081n, length: 57 };

const curves: ReadonlyMap<number, EdwardsCurve> = new Map([
  [coseCurve.Ed25519, ed25519],
  [coseCurve.Ed448, ed448],
]);

/** What is wrong with the bytes of a point. */
export type EdwardsFlaw = 'no point of its curve' | 'a point of small order';

/**
 * What is wrong with an encoded point of Ed25519 or Ed448: it does not decode (RFC 8032 sections 5.1.3 and 5.2.3), or it
 * is of an order so small that anybody can sign for it. Undefined where nothing is, and for other curves. OpenSSL imports
 * such keys, and finds out at the first signature, or not at all.
 */
export function edwardsFlaw(crv: number, bytes: Uint8Array): EdwardsFlaw | undefined {
  const curve = curves.get(crv);
  if (curve === undefined) return undefined;
  if (bytes.length !== curve.length) return 'no point of its curve';
  const { prime, a, d } = curve;
  const bigEndian = Uint8Array.from(bytes).reverse();
  const isNegative = bigEndian[0]! >= 0x80;
  bigEndian[0]! &= 0x7f;
  const y = toBigInt(bigEndian);
  if (y >= prime) return 'no point of its curve';
  const square = (y * y) % prime;
  // x² is (y² − 1) / (d·y² − a)
  const top = modulo(square - 1n, prime);
  const bottom = modulo(d * square - a, prime);
  if (top === 0n) return isNegative ? 'no point of its curve' : 'a point of small order';
  // a quotient is a square where the product is
  if (power((top * bottom) % prime, (prime - 1n) / 2n, prime) !== 1n) return 'no point of its curve';
  // points of order 4 have y = 0; of order 8 are those of Ed25519 that doubling leads there: x² + y² = 0, so d·y⁴ + 2·y² = 1
  const isSmall = square === 0n || (a === -1n && modulo(d * square * square + 2n * square - 1n, prime) === 0n);
  return isSmall ? 'a point of small order' : undefined;
}

function modulo(value: bigint, prime: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function power(base: bigint, exponent: bigint, prime: bigint): bigint {
  let result = 1n;
  let factor = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * factor) % prime;
    factor = (factor * factor) % prime;
  }
  return result;
}
