import { randomBytes } from 'node:crypto';
import type { Clock, Env, Random } from './env.ts';

/** The machine's own clock: the only place that reads it. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** Elapsed milliseconds of a monotonic clock, for durations in reports and benchmarks. */
export function monotonicMs(): number {
  return performance.now();
}

const POOL_LENGTH = 8192;
const pool = { bytes: new Uint8Array(0), at: 0 };

/** The operating system's randomness, drawn in 8 KiB portions (one system call a portion). */
export const systemRandom: Random = {
  bytes: (length) => {
    if (length > POOL_LENGTH) return new Uint8Array(randomBytes(length));
    if (pool.at + length > pool.bytes.length) {
      pool.bytes = new Uint8Array(randomBytes(POOL_LENGTH));
      pool.at = 0;
    }
    const drawn = pool.bytes.slice(pool.at, pool.at + length);
    pool.bytes.fill(0, pool.at, pool.at + length);
    pool.at += length;
    return drawn;
  },
};

/** The real world. */
export const systemEnv: Env = { clock: systemClock, random: systemRandom };

/** Calls `run` after `ms` milliseconds; the returned function takes it back. The timer does not keep the process alive. */
export function callLater(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
