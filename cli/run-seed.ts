import { systemRandom } from '../src/env/system.ts';
import { UsageError } from './exit-code.ts';

/** The seed of a run: the one asked for, or one that is drawn and printed. A signed 32-bit integer. Throws `UsageError`. */
export function runSeed(asked: number | undefined): number {
  if (asked === undefined) return new DataView(systemRandom.bytes(4).buffer).getInt32(0) & 0x7fffffff;
  if (asked !== (asked | 0))
    throw new UsageError(`--seed: expected a number from -2147483648 to 2147483647, received ${asked}`);
  return asked;
}
