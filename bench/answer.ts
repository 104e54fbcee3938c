import type { Pace } from './race.ts';

/** What a ratio should be. */
export interface Aim {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One written question and what was measured. */
export interface Measured {
  readonly question: string;
  readonly aim?: Aim;
  /** A ratio, unless `unit` says otherwise. */
  readonly value: number;
  readonly unit?: string;
  /** The absolute figures behind it, for scale. */
  readonly scale: string;
  /** Why the aim is missed, should it be missed. */
  readonly inTheWay?: string;
}

/** A question that this machine cannot answer. */
export interface Skipped {
  readonly question: string;
  readonly skipped: string;
}

export type Answer = Measured | Skipped;

/** Where a benchmark runs. */
export interface Place {
  /** The checkout. */
  readonly root: string;
  /** A directory that is removed afterwards. */
  readonly scratch: string;
  readonly pace: Pace;
}

/** One benchmark. */
export interface Benchmark {
  /** For `--only`. */
  readonly name: string;
  run(place: Place): Promise<Answer[]>;
}

/** Whether a question could be answered. */
export function isMeasured(answer: Answer): answer is Measured {
  return 'value' in answer;
}

/** Whether the aim is met; undefined where there is none. */
export function isMet({ aim, value }: Measured): boolean | undefined {
  if (aim === undefined) return undefined;
  return value >= (aim.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (aim.atMost ?? Number.POSITIVE_INFINITY);
}

/** `≥ 0.75`, `≤ 1.5`, or nothing. */
export function aimText(aim: Aim | undefined): string {
  if (aim?.atLeast !== undefined) return `≥ ${aim.atLeast}`;
  return aim?.atMost === undefined ? '' : `≤ ${aim.atMost}`;
}

/** Two decimals where they mean something, thousands grouped. */
export function valueText({ value, unit }: Pick<Measured, 'value' | 'unit'>): string {
  const number = value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
  return unit === undefined ? number : `${number} ${unit}`;
}

/** Microseconds or milliseconds, for the scale. */
export function timeText(microseconds: number): string {
  if (microseconds >= 10_000) return `${(microseconds / 1000).toFixed(0)} ms`;
  return `${microseconds.toFixed(microseconds >= 100 ? 0 : microseconds >= 10 ? 1 : 2)} µs`;
}
