import type { Clock } from './env.ts';

/** A clock that moves only when told; sleepers wake in order of their time. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #sleepers: { atMs: number; wake: () => void }[] = [];

  /** Starts at `nowMs`, by default 2026-01-01T00:00:00Z. */
  constructor(nowMs = 1_767_225_600_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const sleeper = { atMs: this.#nowMs + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          const index = this.#sleepers.indexOf(sleeper);
          if (index >= 0) this.#sleepers.splice(index, 1);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** Lets `ms` milliseconds pass and wakes whoever slept until then. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`ManualClock.advance: expected milliseconds of at least 0, received ${ms}`);
    this.#nowMs += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.atMs <= this.#nowMs).sort((a, b) => a.atMs - b.atMs);
    for (const sleeper of due) {
      this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    }
  }
}

/** A manual clock on which sleeping is what makes time pass: for one party that waits, alone, in virtual time. */
export class VirtualClock extends ManualClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    this.advance(Math.max(0, ms));
    return Promise.resolve();
  }
}
