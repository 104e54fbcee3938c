/** Time as handed in. Wall-clock milliseconds since the epoch and a way to let time pass. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. Never goes back within a run, except for a clock that says so. */
  nowMs(): number;
  /** Resolves when `ms` milliseconds have passed; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Chance as handed in. */
export interface Random {
  /** A fresh array of `length` bytes. */
  bytes(length: number): Uint8Array;
}

/** The world of a component: its time and its chance. */
export interface Env {
  readonly clock: Clock;
  readonly random: Random;
}
