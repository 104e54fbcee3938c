import type { OtpProfileName } from '../../src/verifier/otp/profiles.ts';

/** How often people sign in, with the seconds between two times. */
export const habits = {
  daily: 86_400,
  weekly: 7 * 86_400,
  monthly: 30.4375 * 86_400,
  quarterly: 91.3125 * 86_400,
  yearly: 365.25 * 86_400,
} as const;
/** One of `habits`. */
export type Habit = keyof typeof habits;

/** A fleet of hardware tokens, and what is asked of it. Plain data: it is handed to workers. */
export interface FleetOrder {
  readonly tokens: number;
  readonly years: number;
  readonly verifiers: readonly OtpProfileName[];
  readonly habit: Habit;
  /** Standard deviation of the tokens' rates, in parts per million. */
  readonly ppmSpread: number;
  /** Standard deviation of the tokens' clocks when they are activated, in seconds. */
  readonly skewSpreadSeconds: number;
  /** Yearly swing of the temperature around 21 °C, in °C. */
  readonly temperatureSwingC: number;
  readonly periodSeconds: number;
  readonly seed: number;
}

/** How many points the curves have. */
export const BUCKETS = 60;

/** What became of the logins of a span of time, by verifier. */
export interface FleetCounts {
  /** For each verifier, in the order's sequence, and each bucket: logins that the first code made. */
  readonly first: readonly Float64Array[];
  /** Logins that took a second code. */
  readonly second: readonly Float64Array[];
  /** Logins that neither made. */
  readonly refused: readonly Float64Array[];
}

/** Counts of nothing yet. */
export function emptyCounts(verifiers: number): FleetCounts {
  const rows = (): Float64Array[] => Array.from({ length: verifiers }, () => new Float64Array(BUCKETS));
  return { first: rows(), second: rows(), refused: rows() };
}

/** Adds counts to others. */
export function addCounts(into: FleetCounts, more: FleetCounts): void {
  for (const name of ['first', 'second', 'refused'] as const) {
    for (const [verifier, row] of more[name].entries()) {
      for (const [bucket, count] of row.entries()) into[name][verifier]![bucket]! += count;
    }
  }
}
