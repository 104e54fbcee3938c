import { createHash } from 'node:crypto';
import type { Random } from './env.ts';

/**
 * Deterministic bytes: SHA-256 over the seed and a block counter. The same seed gives the same bytes, for ever.
 * Not a source of secrets.
 */
export function seededRandom(seed: number | string): Random {
  let block = 0;
  let pool = new Uint8Array(0);
  let at = 0;
  return {
    bytes: (length) => {
      const drawn = new Uint8Array(length);
      for (let filled = 0; filled < length; ) {
        if (at === pool.length) {
          pool = new Uint8Array(createHash('sha256').update(`touchstone/${seed}/${block}`).digest());
          block += 1;
          at = 0;
        }
        const part = pool.subarray(at, Math.min(pool.length, at + length - filled));
        drawn.set(part, filled);
        filled += part.length;
        at += part.length;
      }
      return drawn;
    },
  };
}
